"""What goes wrong in a machine room, tried for real: a clear word, nothing lost, at work again by itself."""
