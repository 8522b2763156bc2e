"""What declarations cannot say, one file per noun, each holding a class `Behaviour`.

Nothing lists them: they are found by file name, `behaviours/<noun_with_underscores>.py`. Files that begin with an
underscore are helpers.
"""
