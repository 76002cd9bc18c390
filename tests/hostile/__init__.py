"""Files that are broken or mean harm, made by script, and what must become of them."""
