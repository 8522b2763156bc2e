# firectl-py is firectl.
source (status dirname)/firectl.fish
