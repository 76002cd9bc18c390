"""The views of the Segments page, one file each."""
