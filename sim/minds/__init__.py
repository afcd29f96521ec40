"""How a side decides, behind one interface: see README.md of this folder."""
