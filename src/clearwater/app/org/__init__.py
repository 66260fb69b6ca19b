"""Use-cases of bodies: the tree, what passes between them, what they owe, their registers."""
