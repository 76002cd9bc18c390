"""Projects and runs, kept in a database and in files beside it.

Its modules import SQLAlchemy: import them inside the function that needs them, so that the first page does not pay.
"""
