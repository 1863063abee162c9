"""Faces: what people see. Each shows every kind of reply."""
