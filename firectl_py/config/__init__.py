"""Where settings and keys come from. Imports errors and files only; opens nothing until asked."""
