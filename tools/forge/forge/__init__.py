"""Makes what is loaded: rooms, things and hands of the drills, as glTF, from numbers in metres.

Space of every module: metres, right-handed, +Y up, a suite is walked along -Z (as glTF and the twin have it).
"""
