"""What people and programs see: results in each format, notes, errors and progress."""
