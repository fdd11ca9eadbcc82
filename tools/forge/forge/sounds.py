"""Every sound of the rooms, computed: noise through bands, things that ring, envelopes. Mono, 16 bits, 24 kHz.

Nothing is recorded. Frequencies and times are design, after how such things are built: a leaf of 40 kg on a seal booms at
its panel's first modes, thin latex snaps within milliseconds, a tap is a jet and the bubbles that it drags under (each
rings at about 3.26 m/s over its radius: Minnaert 1933).
"""

from __future__ import annotations

import wave
from collections.abc import Callable
from pathlib import Path

import numpy as np

HZ = 24_000
PEAK = 10 ** (-3 / 20)  # of every file: −3 dBFS
BYTES = 600_000  # of all files together
FADE_S = 0.004  # in which a sound that does not loop comes to nothing at its end

Wave = np.ndarray


def _dice(name: str) -> np.random.Generator:
    """The same sound is made of the same noise, whatever else is made."""
    return np.random.default_rng(list(name.encode()))


def _times(seconds: float) -> Wave:
    return np.arange(round(seconds * HZ)) / HZ


def noise(dice: np.random.Generator, seconds: float, bands: list[tuple[float, float]]) -> Wave:
    """Noise whose level is `bands`: (Hz, dB), on lines between them over the logarithm of the frequency. Its end meets its
    beginning: it is made of whole waves."""
    count = round(seconds * HZ)
    hz = np.fft.rfftfreq(count, 1 / HZ)
    at, level = np.log([b[0] for b in bands]), [b[1] for b in bands]
    size = 10 ** (np.interp(np.log(np.maximum(hz, 1.0)), at, level, left=-90, right=-90) / 20)
    made = np.fft.irfft(size * np.exp(2j * np.pi * dice.random(hz.size)), count)
    return made / np.sqrt(np.mean(made**2))


def ring(seconds: float, modes: list[tuple[float, float, float]]) -> Wave:
    """What is struck: (Hz, level, seconds in which it falls to a third), all begun at once."""
    t = _times(seconds)
    return sum(level * np.sin(2 * np.pi * hz * t) * np.exp(-t / falls) for hz, level, falls in modes)


def swell(seconds: float, points: list[tuple[float, float]]) -> Wave:
    """An envelope: (seconds, level) on lines."""
    return np.interp(_times(seconds), *zip(*points, strict=True))


def strike(seconds: float, at: float, rises: float, falls: float) -> Wave:
    """An envelope that rises from `at` and dies away."""
    t = _times(seconds) - at
    return np.where(t < 0, 0.0, (1 - np.exp(-np.maximum(t, 0) / rises)) * np.exp(-np.maximum(t, 0) / falls))


def put(into: Wave, at: float, what: Wave, level: float = 1.0) -> None:
    """Adds a sound at a time; over the end it goes on at the beginning, as a loop does."""
    where = (round(at * HZ) + np.arange(what.size)) % into.size
    np.add.at(into, where, level * what)


def grains(dice: np.random.Generator, into: Wave, times: Wave, bands: list[tuple[float, float]], falls: float) -> None:
    """Many small bursts of noise: crackle, rustle, peeling."""
    for at in times:
        length = falls * 5
        put(into, at, noise(dice, length, bands) * strike(length, 0, 0.0003, falls), dice.lognormal(0, 0.6))


def air() -> Wave:
    """Supply air: a broad low rush, and the faint tone of a fan far away."""
    dice = _dice("air")
    rush = noise(dice, 2.3, [(30, -14), (70, 0), (180, -2), (500, -12), (1500, -26), (5000, -46), (11_000, -60)])
    t = _times(2.3)
    return rush + 0.10 * np.sin(2 * np.pi * 100 * t) + 0.05 * np.sin(2 * np.pi * 200 * t)


def filter_() -> Wave:
    """Air through the filters over one's head: soft hiss."""
    return noise(_dice("filter"), 1.65, [(120, -30), (400, -12), (1200, -3), (3000, 0), (6000, -6), (11_000, -20)])


def tap() -> Wave:
    """Water on steel: the jet, and bubbles."""
    dice = _dice("tap")
    made = noise(dice, 0.75, [(150, -22), (600, -8), (1800, 0), (4500, -3), (9000, -14), (11_500, -30)])
    made *= 0.35
    for at in dice.uniform(0, 0.75, 120):
        radius_m = dice.uniform(0.0011, 0.0042)
        hz = 3.26 / radius_m
        put(made, at, ring(0.03, [(hz, 1.0, 9 / hz)]) * strike(0.03, 0, 0.0006, 0.01), dice.lognormal(-0.3, 0.5))
    return made


def dryer() -> Wave:
    """A blower: its motor's tones, and the jet."""
    dice = _dice("dryer")
    made = noise(dice, 0.75, [(80, -20), (300, -6), (900, 0), (2500, -4), (6000, -12), (11_000, -26)])
    t = _times(0.75)
    for k, level in enumerate([0.3, 0.16, 0.2, 0.1, 0.05, 0.06], start=1):
        made += level * np.sin(2 * np.pi * 220 * k * t + k)
    return made


def rub() -> Wave:
    """Wet hands, twice to and fro."""
    dice = _dice("rub")
    made = noise(dice, 0.66, [(200, -30), (700, -10), (1800, 0), (4000, -3), (8000, -14), (11_000, -30)])
    grains(dice, made, dice.uniform(0, 0.66, 60), [(900, -6), (2500, 0), (6000, -12)], 0.004)
    return made * (0.12 + np.abs(np.sin(2 * np.pi * _times(0.66) / 0.66)) ** 1.5)


def rustle() -> Wave:
    """Nonwoven cloth that moves on and on."""
    dice = _dice("rustle")
    made = 0.25 * noise(dice, 0.75, [(300, -30), (1500, -8), (4000, 0), (8000, -4), (11_500, -16)])
    grains(dice, made, dice.uniform(0, 0.75, 140), [(1200, -14), (3500, 0), (8000, -3), (11_500, -12)], 0.005)
    return made


def alarm() -> Wave:
    """Two tones, then a rest: urgent, and nothing to be startled by."""
    made = np.zeros(round(0.8 * HZ))
    for at, hz in [(0.0, 880), (0.2, 698.5)]:
        t = _times(0.19)
        tone = sum(level * np.sin(2 * np.pi * hz * k * t) for k, level in [(1, 1.0), (3, 0.28), (5, 0.1)])
        put(made, at, tone * swell(0.19, [(0, 0), (0.012, 1), (0.16, 0.9), (0.19, 0)]))
    return made


def door_open() -> Wave:
    """The latch draws back, the seal lets go, air runs through the gap, the operator hums."""
    dice, long = _dice("door_open"), 0.8
    made = np.zeros(round(long * HZ))
    put(made, 0.0, ring(0.06, [(1900, 0.7, 0.005), (3300, 0.5, 0.003), (640, 0.6, 0.012)]))
    put(made, 0.045, ring(0.06, [(1500, 0.5, 0.005), (2700, 0.4, 0.003), (420, 0.5, 0.014)]))
    suck = noise(dice, 0.3, [(90, -6), (300, 0), (900, -8), (3000, -20)])
    put(made, 0.06, suck * strike(0.3, 0, 0.015, 0.05), 0.8)
    rush = noise(dice, long, [(150, -12), (500, 0), (1500, -5), (4000, -16), (9000, -32)])
    made += 0.4 * rush * swell(long, [(0, 0), (0.1, 0), (0.3, 1), (0.5, 0.55), (long, 0)])
    t = _times(long)
    hum = sum(level * np.sin(2 * np.pi * 96 * k * t) for k, level in [(1, 1.0), (2, 0.7), (3, 0.25), (7, 0.1)])
    return made + 0.16 * hum * swell(long, [(0, 0), (0.08, 0), (0.2, 1), (0.6, 0.9), (long, 0)])


def door_close() -> Wave:
    """The leaf meets its seal, the latch falls in, the panel booms."""
    dice, long = _dice("door_close"), 0.5
    made = 0.5 * ring(long, [(74, 1.0, 0.075), (121, 0.8, 0.06), (187, 0.45, 0.045), (310, 0.2, 0.03)])
    made *= 1 - np.exp(-_times(long) / 0.002)
    thud = noise(dice, 0.15, [(60, 0), (250, -3), (800, -14), (2500, -30)])
    put(made, 0.0, thud * strike(0.15, 0, 0.002, 0.025), 0.8)
    put(made, 0.03, ring(0.07, [(1700, 0.5, 0.006), (2900, 0.4, 0.004), (560, 0.5, 0.014)]), 0.8)
    return made


def buzzer() -> Wave:
    """A reed of 220 Hz behind a grille."""
    long, t = 0.4, _times(0.4)
    tone = sum(np.sin(2 * np.pi * 220 * k * t) / k ** (0.6 if k < 7 else 1.4) for k in range(1, 22, 2))
    return tone * swell(long, [(0, 0), (0.012, 1), (0.36, 0.9), (long, 0)])


def press() -> Wave:
    """A short travel and its stop."""
    made = np.zeros(round(0.07 * HZ))
    put(made, 0.0, ring(0.03, [(2600, 0.5, 0.002), (4100, 0.3, 0.0015)]))
    put(made, 0.018, ring(0.05, [(1150, 0.6, 0.005), (2300, 0.4, 0.003), (330, 0.4, 0.008)]))
    return made


def spray() -> Wave:
    """A pump's stroke, and a fine dose."""
    dice, long = _dice("spray"), 0.36
    mist = noise(dice, long, [(500, -24), (2000, -9), (5000, 0), (9000, -2), (11_500, -9)])
    made = mist * swell(long, [(0, 0), (0.03, 0.1), (0.07, 1), (0.22, 0.75), (0.3, 0.12), (long, 0)])
    put(made, 0.0, ring(0.05, [(480, 0.8, 0.008), (1250, 0.4, 0.004)]), 0.7)
    return made


def tear() -> Wave:
    """A sealed seam peeled open: faster and faster, then the film flaps."""
    dice, long = _dice("tear"), 0.5
    made = np.zeros(round(long * HZ))
    times = 0.42 * dice.random(260) ** 0.7
    grains(dice, made, times, [(600, -16), (2200, -2), (5000, 0), (10_000, -6)], 0.0016)
    film = noise(dice, 0.16, [(300, -6), (1200, 0), (4000, -8), (9000, -20)])
    put(made, 0.33, film * strike(0.16, 0, 0.01, 0.035), 0.7)
    return made


def snap() -> Wave:
    """Thin latex against skin."""
    dice, long = _dice("snap"), 0.12
    clap = noise(dice, long, [(300, -8), (900, 0), (2500, -2), (6000, -10), (11_000, -22)])
    ringing = ring(long, [(780, 0.6, 0.010), (1340, 0.45, 0.007), (2260, 0.3, 0.004)])
    return clap * strike(long, 0, 0.0004, 0.007) + ringing * (1 - np.exp(-_times(long) / 0.0004))


def cloth() -> Wave:
    """A fold of nonwoven taken hold of."""
    dice, long = _dice("cloth"), 0.3
    body = noise(dice, long, [(300, -22), (1300, -6), (4000, 0), (8000, -5), (11_500, -16)])
    made = 0.4 * body * strike(long, 0, 0.02, 0.07)
    times = np.minimum(dice.exponential(0.07, 90), 0.24)
    grains(dice, made, times, [(1200, -12), (3500, 0), (8000, -4)], 0.004)
    return made


def zip_() -> Wave:
    """A few teeth."""
    made = np.zeros(round(0.09 * HZ))
    for k in range(9):
        put(made, 0.002 + 0.0088 * k, ring(0.012, [(2950, 0.6, 0.0016), (4700, 0.5, 0.0011), (1300, 0.3, 0.002)]))
    return made


def set_down() -> Wave:
    """Something light on a shelf."""
    dice, long = _dice("put"), 0.14
    knock = noise(dice, long, [(120, -3), (400, 0), (1200, -8), (4000, -24)])
    return knock * strike(long, 0, 0.001, 0.012) + 0.6 * ring(long, [(240, 0.8, 0.02), (530, 0.5, 0.012)])


def _step(name: str, long: float, heel: list[tuple[float, float]], modes: list, ball_at: float) -> Wave:
    """Heel, then ball."""
    dice = _dice(name)
    made = np.zeros(round(long * HZ))
    for at, level in [(0.0, 1.0), (ball_at, 0.4)]:
        rest = long - at - 0.002
        put(made, at, noise(dice, rest, heel) * strike(rest, 0, 0.0015, 0.012), level)
        put(made, at, ring(rest, modes) * (1 - np.exp(-_times(rest) / 0.001)), level)
    return made


def step_tile() -> Wave:
    """A hard sole on tiles."""
    heel = [(100, -6), (500, -2), (1500, 0), (3500, -8), (9000, -26)]
    return _step("step_tile", 0.16, heel, [(170, 0.7, 0.02), (420, 0.6, 0.012), (1050, 0.4, 0.005)], 0.07)


def step_vinyl() -> Wave:
    """A soft sole on sheet vinyl."""
    heel = [(60, -3), (180, 0), (600, -8), (1800, -18), (6000, -36)]
    return _step("step_vinyl", 0.18, heel, [(125, 0.4, 0.025), (260, 0.25, 0.015)], 0.085)


def _bars(notes: list[tuple[float, float]], long: float, falls: float) -> Wave:
    """Soft mallets on wooden bars, whose second mode is tuned to the fourth partial."""
    made = np.zeros(round(long * HZ))
    for at, hz in notes:
        rest = long - at - 0.002
        bar = ring(rest, [(hz, 1.0, falls), (4 * hz, 0.16, falls / 5)])
        put(made, at, bar * (1 - np.exp(-_times(rest) / 0.004)))
    return made * swell(long, [(0, 1), (long - 0.15, 1), (long, 0)])


def done() -> Wave:
    """A fourth up: E5, A5."""
    return _bars([(0.0, 659.3), (0.12, 880.0)], 0.6, 0.16)


def deviation() -> Wave:
    """A minor third down, an octave lower: G4, E4."""
    return _bars([(0.0, 392.0), (0.14, 329.6)], 0.55, 0.12)


LOOPS: dict[str, Callable[[], Wave]] = {
    "air": air, "filter": filter_, "tap": tap, "dryer": dryer, "rub": rub, "rustle": rustle, "alarm": alarm,
}  # fmt: skip
ONCE: dict[str, Callable[[], Wave]] = {
    "door_open": door_open, "door_close": door_close, "buzzer": buzzer, "press": press, "spray": spray, "tear": tear,
    "snap": snap, "cloth": cloth, "zip": zip_, "put": set_down, "step_tile": step_tile, "step_vinyl": step_vinyl,
    "done": done, "deviation": deviation,
}  # fmt: skip


def make(folder: Path) -> None:
    """Writes every sound."""
    folder.mkdir(exist_ok=True)
    for name, sound in (LOOPS | ONCE).items():
        made = sound()
        made = made - made.mean()
        if name in ONCE:
            fade = round(FADE_S * HZ)
            made[-fade:] *= np.linspace(1, 0, fade)
        made *= PEAK / abs(made).max()
        with wave.open(str(folder / f"{name}.wav"), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(HZ)
            file.writeframes((made * 32767).round().astype("<i2").tobytes())


def check(folder: Path) -> None:
    """Prints what can be measured of each file; leaves with 1 and the faults when there are some."""
    faults, total = [], 0
    for name in LOOPS | ONCE:
        path = folder / f"{name}.wav"
        with wave.open(str(path), "rb") as file:
            form = (file.getnchannels(), file.getsampwidth(), file.getframerate())
            made = np.frombuffer(file.readframes(file.getnframes()), "<i2") / 32768
        total += path.stat().st_size
        peak, level = abs(made).max(), np.sqrt(np.mean(made**2))
        power = abs(np.fft.rfft(made)) ** 2
        hz = np.fft.rfftfreq(made.size, 1 / HZ)
        middle = hz[np.searchsorted(power.cumsum(), power.sum() / 2)]
        # A click at the seam is a step larger than those inside.
        step = abs(made[0] - (made[-1] if name in LOOPS else 0.0))
        print(
            f"{name}.wav: {made.size / HZ:.2f} s, peak {20 * np.log10(peak):.1f} dBFS, "
            f"level {20 * np.log10(level):.1f} dBFS, half of it below {middle:.0f} Hz"
        )
        if form != (1, 2, HZ):
            faults.append(f"{name}.wav: not mono, 16 bits, {HZ} Hz")
        if abs(20 * np.log10(peak) + 3) > 0.1:
            faults.append(f"{name}.wav: its peak is {20 * np.log10(peak):.1f} dBFS, not −3")
        if name in LOOPS and step > abs(np.diff(made)).max():
            faults.append(f"{name}.wav: its end does not meet its beginning")
        if name in ONCE and abs(made[-1]) > 0.001:
            faults.append(f"{name}.wav: it does not end in silence")
        if abs(made.mean()) > 0.002:
            faults.append(f"{name}.wav: its mean is not 0")
    if total > BYTES:
        faults.append(f"sounds: {total} bytes, over {BYTES}")
    print(f"sounds: {total / 1e3:.0f} kB")
    if faults:
        raise SystemExit("\n".join(faults))
