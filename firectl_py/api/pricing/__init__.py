"""What things cost, from a dated table of prices. Money is Decimal throughout."""
