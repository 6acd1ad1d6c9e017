"""Engines that split cost lines on many machines, each in a module of its own."""
