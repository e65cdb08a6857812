"""Reads a QR code from the picture of a page without noise: the other half of the encoder that drew it.

Only what such a picture needs: byte and alphanumeric text of versions 2 to 6 with one block, without correcting errors.
"""

ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
ALIGNED = {2: 18, 3: 22, 4: 26, 5: 30, 6: 34}
MASKS = (
    lambda y, x: (x + y) % 2 == 0,
    lambda y, _x: y % 2 == 0,
    lambda _y, x: x % 3 == 0,
    lambda y, x: (x + y) % 3 == 0,
    lambda y, x: (y // 2 + x // 3) % 2 == 0,
    lambda y, x: (y * x) % 2 + (y * x) % 3 == 0,
    lambda y, x: ((y * x) % 2 + (y * x) % 3) % 2 == 0,
    lambda y, x: ((y + x) % 2 + (y * x) % 3) % 2 == 0,
)


def _corners(dark, wide, high):
    """Where the three corners stand: their middles and the side of a square."""
    found = []
    for y in range(high):
        runs, start = [], 0
        for x in range(1, wide + 1):
            if x == wide or dark[x, y] != dark[x - 1, y]:
                runs.append((start, x - start))
                start = x
        for place in range(len(runs) - 4):
            sizes = [size for _x, size in runs[place : place + 5]]
            unit = sum(sizes) / 7
            if unit < 3 or not dark[runs[place][0], y]:
                continue
            if all(abs(size - want * unit) <= 1.5 for size, want in zip(sizes, (1, 1, 3, 1, 1), strict=True)):
                found.append((runs[place][0] + sum(sizes) / 2, y, unit))
    spots: list[list[tuple[float, int, float]]] = []
    for x, y, unit in found:  # each corner is met on several lines
        for spot in spots:
            if abs(spot[0][0] - x) < unit and y - spot[-1][1] <= unit and abs(spot[0][2] - unit) < 1:
                spot.append((x, y, unit))
                break
        else:
            spots.append([(x, y, unit)])
    lines = [spot for spot in spots if len(spot) > 2 * spot[0][2]]
    middles = [(sum(each[0] for each in spot) / len(spot), sum(each[1] for each in spot) / len(spot)) for spot in lines]
    return middles, sum(spot[0][2] for spot in lines) / max(1, len(lines))


def modules(picture):
    """The dark and light squares of the one code in a picture of a page."""
    grey = picture.convert("L").point(lambda level: 255 if level < 128 else 0)
    dark = grey.load()
    corners, unit = _corners(dark, *grey.size)
    assert len(corners) == 3, corners
    left, top = min(x for x, _y in corners), min(y for _x, y in corners)
    side = round((max(x for x, _y in corners) - left) / unit) + 7
    step = (max(x for x, _y in corners) - left) / (side - 7)
    return [
        [bool(dark[round(left + (x - 3) * step), round(top + (y - 3) * step)]) for x in range(side)]
        for y in range(side)
    ]


def _reserved(side, version):
    middle = ALIGNED[version]

    def taken(y, x):
        corner = (y < 9 and x < 9) or (y < 9 and x >= side - 8) or (y >= side - 8 and x < 9)
        return corner or 6 in {y, x} or (abs(y - middle) <= 2 and abs(x - middle) <= 2)

    return taken


def _bits(grid):
    side = len(grid)
    version = (side - 17) // 4
    shape = [grid[8][x] != hidden for x, hidden in zip((2, 3, 4), (True, False, True), strict=True)]
    mask = MASKS[sum(bit << (2 - place) for place, bit in enumerate(shape))]
    taken = _reserved(side, version)
    x, upward = side - 1, True
    while x > 0:
        if x == 6:
            x -= 1
        for step in range(side):
            y = side - 1 - step if upward else step
            for column in (x, x - 1):
                if not taken(y, column):
                    yield grid[y][column] ^ mask(y, column)
        x, upward = x - 2, not upward


def read(picture):
    """The text of the code."""
    stream = _bits(modules(picture))

    def take(count):
        value = 0
        for _ in range(count):
            value = value << 1 | next(stream)
        return value

    mode = take(4)
    if mode == 4:
        return bytes(take(8) for _ in range(take(8))).decode("latin-1")
    assert mode == 2, f"mode {mode}"
    count, text = take(9), ""
    for _ in range(count // 2):
        pair = take(11)
        text += ALPHANUMERIC[pair // 45] + ALPHANUMERIC[pair % 45]
    return text + (ALPHANUMERIC[take(6)] if count % 2 else "")
