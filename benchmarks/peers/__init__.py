"""Other solvers, each as a function from a problem to tours, and our own beside them."""
