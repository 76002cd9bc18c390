"""Does the network add something: cross-validation beside other learners, and the verdict (METHOD.md section 10)."""
