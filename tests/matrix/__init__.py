"""Every route asked of everybody: the world, the forms that its pages offer, and what the tables lead one to expect."""
