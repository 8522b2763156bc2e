"""The verbs that follow from a declaration, and the pieces that several commands share."""
