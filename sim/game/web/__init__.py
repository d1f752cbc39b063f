"""The game served to a room: a page for the host, one for the projector, and one for each seat, on phones.

Pages ask every second or so what is new (``GET /api/seat?since=VERSION``), and mostly hear 204, nothing. A socket would
tell them sooner, but the networks of schools cut sockets off, their proxies do not know them, and phones drop them
whenever their screen goes dark; a question that is asked again heals all of that by itself.

``room`` holds the rights and the time, and hands on what :class:`sim.game.Game` shows to each; ``app`` speaks HTTP, and
``serve`` starts it. Everything that a restart needs stands in the game's own file.
"""
