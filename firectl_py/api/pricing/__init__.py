"""What things cost, from a dated table of prices. Amounts are Decimal throughout, in the currency of the table."""
