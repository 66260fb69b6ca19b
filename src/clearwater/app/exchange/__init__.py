"""What goes to partners and the public, and what comes from them."""
