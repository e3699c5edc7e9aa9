"""Files that people hand in: looked into, and pictures drawn anew. The only room that knows Pillow.

looking.py decides which of the neighbours looks at a file; what is taken at all is decided in domain/attachments.py.
"""
