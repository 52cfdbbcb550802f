"""Find the codes in a page or a list, with the labels and amounts beside them."""
