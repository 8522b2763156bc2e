# firectl-py is firectl.
. "${BASH_SOURCE[0]%/*}/firectl.bash"
