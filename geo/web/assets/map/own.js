// The ground a reader brought (geo/web/own_ground.py): roads, waters, built-up areas, on canvas, by zoom; names among those of villages.
// Drawn beside what is shown, in strides, and shown when all in view is there; what lies around the view follows. At one zoom level what is drawn
// already is carried over, and only the rest is drawn: a drag moves what is there, and no frame waits.
StrikeMap.own = (function () {
  "use strict";
  const scene = StrikeMap.scene, WORLD = Math.pow(2, 26);
  const AROUND = 0.25; // of the map's size drawn on each side, for a drag
  const STRIDE_MS = 9; // milliseconds at a stretch
  const BATCH = 3000; // corners a stroke; lines wider than a pixel are a stroke each: of many in one path the painter looks for where they cross, which takes two to three times as long
  const WIDE = 40; // such strokes between two looks at the time
  const MANY = 2000; // corners of a class in view: of so many a line is a pixel wide, which costs a sixth, and leaves land between them ...
  const STAYS = 1.3; // ... and stays as it is until it is so many times more, or less: what is there can be carried over
  const GRID = 4; // pixels of the page: corners of sheets lie on it, so that whole pixels of a finer screen are carried over
  const REACH = 6; // pixels that a line may be wide beside its corners
  const SHARPEST = 2; // pixels of the canvas a pixel of the page
  // layer, rank: from which zoom level, width in pixels there and five levels nearer, colour, width of the edge, dashes
  const LOOKS = [
    ["built", 1, 10, 0, 0, "--built"], ["water", 1, 8, 0, 0, "--lake"],
    ["canal", 2, 13, 0.5, 1.6, "--river"], ["river", 2, 12, 0.6, 1.8, "--river"], ["canal", 1, 10, 0.5, 2, "--river"], ["river", 1, 8, 0.8, 3.5, "--river"],
    ["road", 6, 13.5, 0.5, 1.2, "--road-small"], ["road", 5, 12, 0.5, 2, "--road-small"], ["road", 4, 10.5, 0.6, 2.6, "--road-edge"],
    ["rail", 1, 9.5, 0.7, 1.3, "--rail", 0, [6, 3]],
    ["road", 3, 9.5, 0.7, 3.2, "--road-edge", 1], ["road", 2, 8, 0.9, 3.8, "--road-edge", 1], ["road", 1, 7, 1.2, 4.4, "--road-edge", 1],
  ];
  let pane, shown, spare, parts = [], names = [], called = [], address = "", turn = 0, visible = true;

  function start() {
    pane = scene.map.createPane("own");
    pane.style.zIndex = 236;
    pane.style.pointerEvents = "none";
    scene.map.on("zoomanim", function (event) { move(shown, event.center, event.zoom); });
    scene.map.on("zoom viewreset", function () { move(shown, scene.map.getCenter(), scene.map.getZoom()); });
    scene.map.on("moveend resize", draw);
    scene.map.on("move", function () { if (shown && shown.whole && !shown.whole.contains(scene.map.getBounds())) later(); });
    window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  }

  // The picture says where the ground lies, if somebody brought one.
  function offer(own) {
    if ((own ? own.url : "") === address) return;
    address = own ? own.url : "";
    parts = [];
    names = [];
    draw();
    if (!own) return;
    const asked = address;
    fetch(asked).then(function (answer) { return new Response(answer.body.pipeThrough(new DecompressionStream("deflate"))).arrayBuffer(); }).then(function (bytes) {
      if (asked !== address) return;
      unpack(bytes);
      draw();
      scene.map.fire("ownground");
    });
  }

  function unpack(bytes) {
    const length = new DataView(bytes).getUint32(0, true);
    const told = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, 4, length)));
    const numbers = new Int32Array(bytes, 4 + length);
    let at = 0;
    const take = function (n) { return numbers.subarray(at, at += n); };
    const found = told.parts.map(function (part) { return { ...measure(part, take(part.shapes), take(part.corners), take(part.corners)), named: part.named || [] }; });
    parts = LOOKS.flatMap(function (look) {
      return found.filter(function (part) { return part.layer === look[0] && part.rank === look[1]; }).map(function (part) { return { ...part, look: look }; });
    });
    called = told.called || [];
    names = told.names.map(function (name, k) { return ["own:" + k, ...name.slice(1)]; });
  }

  // Steps become positions; each shape gets where it begins and the box it lies in.
  function measure(part, counts, east, south) {
    const first = new Uint32Array(counts.length + 1), box = new Int32Array(4 * counts.length);
    let x = 0, y = 0, k = 0;
    counts.forEach(function (count, i) {
      const end = k + Math.abs(count);
      let left = Infinity, top = Infinity, right = -Infinity, bottom = -Infinity;
      for (; k < end; k += 1) {
        x = east[k] += x;
        y = south[k] += y;
        if (x < left) left = x;
        if (x > right) right = x;
        if (y < top) top = y;
        if (y > bottom) bottom = y;
      }
      first[i + 1] = end;
      box.set([left, top, right, bottom], 4 * i);
    });
    return { layer: part.layer, rank: part.rank, counts: counts, first: first, box: box, x: east, y: south };
  }

  let waiting = 0;
  function later() {
    if (waiting) return;
    waiting = setTimeout(function () { waiting = 0; draw(); }, 120);
  }

  // Begin anew: what was being drawn for another place is left.
  function draw() {
    if (!scene.map || !scene.map._loaded) return;
    turn += 1;
    delete scene.map.getContainer().dataset.ownAround;
    scene.map.getContainer().classList.toggle("own", parts.length > 0 && visible);
    if (!parts.length || !visible || scene.map.getContainer().classList.contains("tiled")) {
      if (shown) shown.node.remove();
      shown = null;
      delete scene.map.getContainer().dataset.own;
      return;
    }
    const mine = turn, began = performance.now(), sheet = lay(), steps = strokes(sheet);
    let drawn = 0;
    const stride = function () {
      if (mine !== turn) return;
      const until = performance.now() + STRIDE_MS;
      let step;
      do {
        step = steps.next();
        if (step.value === sheet) show(sheet, performance.now() - began, drawn);
        else drawn += step.value || 0;
      } while (!step.done && performance.now() < until);
      if (step.done) scene.map.getContainer().dataset.ownAround = Math.round(performance.now() - began);
      else if (sheet === shown) requestAnimationFrame(function () { setTimeout(stride); }); // one after each frame: nobody waits for it
      else soon(stride);
    };
    stride();
  }

  // After what the browser has to do meanwhile, without the wait of a timer.
  const line = new MessageChannel();
  let next = null;
  line.port1.onmessage = function () {
    const act = next;
    next = null; // a message of what was left must not run it twice
    if (act) act();
  };
  function soon(act) {
    next = act;
    line.port2.postMessage(0);
  }

  // A canvas for where the map is now.
  function lay() {
    const map = scene.map, size = map.getSize(), sharp = Math.min(SHARPEST, window.devicePixelRatio || 1);
    const node = spare || document.createElement("canvas");
    spare = null;
    node.className = "leaflet-zoom-animated own-ground";
    const half = size.multiplyBy((1 + 2 * AROUND) / 2).ceil(), wide = half.multiplyBy(2);
    Object.assign(node, { width: wide.x * sharp, height: wide.y * sharp });
    Object.assign(node.style, { width: wide.x + "px", height: wide.y + "px" });
    const zoom = map.getZoom(), corner = map.project(map.getCenter(), zoom).subtract(half).divideBy(GRID).round().multiplyBy(GRID);
    const sheet = { node: node, zoom: zoom, corner: corner, size: wide, sharp: sharp, parts: parts, tones: tones(), thin: [] };
    const view = map.project(map.containerPointToLatLng([0, 0]), zoom).subtract(corner).floor();
    sheet.all = { left: 0, top: 0, right: wide.x, bottom: wide.y };
    sheet.view = meet(sheet.all, { left: view.x - 1, top: view.y - 1, right: view.x + size.x + 1, bottom: view.y + size.y + 1 });
    sheet.done = { left: sheet.view.left, top: sheet.view.top, right: sheet.view.left, bottom: sheet.view.top }; // what of it is drawn: nothing
    Object.assign(sheet, { anchor: map.unproject(corner, zoom), whole: L.latLngBounds(map.unproject(corner, zoom), map.unproject(corner.add(wide), zoom)) });
    return sheet;
  }

  function meet(a, b) {
    return { left: Math.max(a.left, b.left), top: Math.max(a.top, b.top), right: Math.min(a.right, b.right), bottom: Math.min(a.bottom, b.bottom) };
  }

  // The box around two; an empty one takes no room.
  function around(a, b) {
    if (a.left >= a.right || a.top >= a.bottom) return b;
    return { left: Math.min(a.left, b.left), top: Math.min(a.top, b.top), right: Math.max(a.right, b.right), bottom: Math.max(a.bottom, b.bottom) };
  }

  // What of a box lies outside a box within it: bands above, below and on both sides.
  function beside(outer, inner) {
    if (inner.left >= inner.right || inner.top >= inner.bottom) return [outer];
    return [
      { ...outer, bottom: inner.top }, { ...outer, top: inner.bottom },
      { left: outer.left, right: inner.left, top: inner.top, bottom: inner.bottom }, { left: inner.right, right: outer.right, top: inner.top, bottom: inner.bottom },
    ].filter(function (box) { return box.left < box.right && box.top < box.bottom; });
  }

  function tones() {
    return LOOKS.map(function (look) { return ink(look[5]); }).concat(ink("--road")).join();
  }

  function ink(name) {
    return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  }

  // Draw what is due at this zoom, a batch at a step, which gives how many corners it had: what is in view first, then the sheet itself as a sign that it can be shown, then what lies around.
  function* strokes(sheet) {
    const pen = sheet.node.getContext("2d", { willReadFrequently: true }), scale = 256 * Math.pow(2, sheet.zoom) / WORLD;
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.clearRect(0, 0, sheet.node.width, sheet.node.height);
    const due = parts.map(function (part) { return sheet.zoom < part.look[2] ? null : inView(part, sheet, scale); });
    const old = shown && shown.zoom === sheet.zoom && shown.sharp === sheet.sharp && shown.parts === parts && shown.tones === sheet.tones ? shown : null;
    sheet.thin = due.map(function (seen, k) { return seen !== null && seen.corners > MANY * (old ? old.thin[k] ? 1 / STAYS : STAYS : 1); });
    if (old && String(old.thin) === String(sheet.thin)) carry(pen, old, sheet);
    pen.setTransform(sheet.sharp, 0, 0, sheet.sharp, 0, 0);
    pen.lineJoin = "round";
    for (const target of [sheet.view, sheet.all]) {
      const goal = around(sheet.done, target);
      for (const box of beside(goal, sheet.done)) yield* fill(pen, sheet, scale, due, box);
      sheet.done = goal;
      if (target === sheet.view) yield sheet;
    }
  }

  // Copy what a sheet of the same zoom level has of another, in whole pixels.
  function carry(pen, old, sheet) {
    const shift = old.corner.subtract(sheet.corner), sharp = sheet.sharp;
    const part = meet(sheet.all, { left: old.done.left + shift.x, top: old.done.top + shift.y, right: old.done.right + shift.x, bottom: old.done.bottom + shift.y });
    if (part.left >= part.right || part.top >= part.bottom) return;
    const at = [part.left * sharp, part.top * sharp, (part.right - part.left) * sharp, (part.bottom - part.top) * sharp, shift.x * sharp, shift.y * sharp];
    if (at.some(function (x) { return Math.abs(x - Math.round(x)) > 1e-6; })) return;
    const [x, y, wide, high, east, south] = at.map(Math.round);
    pen.drawImage(old.node, x - east, y - south, wide, high, x, y, wide, high);
    sheet.done = part;
  }

  // Draw one box of a sheet.
  function* fill(pen, sheet, scale, due, box) {
    pen.save();
    pen.beginPath();
    pen.rect(box.left, box.top, box.right - box.left, box.bottom - box.top);
    pen.clip();
    for (const [k, part] of parts.entries()) {
      if (!due[k]) continue;
      const [, , from, thin, thick, colour, edge, dashes] = part.look;
      const area = !thick, tone = ink(colour), shapes = within(part, sheet, scale, due[k].shapes, box);
      const width = Math.min(sheet.thin[k] ? 1 : Infinity, thin + (thick - thin) * Math.min(1, (sheet.zoom - from) / 5));
      const passes = area ? [[0, tone]] : edge && width > 2.2 ? [[width, tone], [width - 1.2, ink("--road")]] : [[width, tone]];
      pen.setLineDash(dashes || []);
      for (const [thickness, tint] of passes) {
        pen.lineWidth = thickness;
        pen.strokeStyle = pen.fillStyle = tint;
        pen.lineCap = dashes ? "butt" : "round";
        const wide = !area && thickness > 1;
        let strokes = 0, laid = 0;
        for (const corners of trace(pen, part, sheet, scale, shapes, wide ? 1 : BATCH)) {
          laid += corners;
          if (area) pen.fill();
          else pen.stroke();
          strokes += 1;
          if (wide && strokes % WIDE) continue;
          pen.getImageData(box.left * sheet.sharp, box.top * sheet.sharp, 1, 1); // else all of it would be painted at once, in one long frame
          yield laid;
          laid = 0;
        }
        if (laid) yield laid;
      }
    }
    pen.restore();
  }

  // Those of some shapes that may have ink in a box of a sheet.
  function within(part, sheet, scale, shapes, box) {
    const west = (sheet.corner.x + box.left - REACH) / scale, east = (sheet.corner.x + box.right + REACH) / scale;
    const north = (sheet.corner.y + box.top - REACH) / scale, south = (sheet.corner.y + box.bottom + REACH) / scale;
    return shapes.filter(function (i) {
      const b = 4 * i;
      return part.box[b] <= east && part.box[b + 2] >= west && part.box[b + 1] <= south && part.box[b + 3] >= north;
    });
  }

  // The shapes whose boxes touch a sheet, and how many corners they have.
  function inView(part, sheet, scale) {
    const { box, first, counts } = part, area = !part.look[4], shapes = [];
    const west = sheet.corner.x / scale, north = sheet.corner.y / scale, east = west + sheet.size.x / scale, south = north + sheet.size.y / scale;
    let corners = 0;
    for (let i = 0, b = 0; i < counts.length; i += 1, b += 4) {
      if (box[b] > east || box[b + 2] < west || box[b + 1] > south || box[b + 3] < north) continue;
      if (area && (box[b + 2] - box[b]) * scale < 1 && (box[b + 3] - box[b + 1]) * scale < 1) continue;
      shapes.push(i);
      corners += first[i + 1] - first[i];
    }
    return { shapes: shapes, corners: corners };
  }

  // Lay a path of about ``most`` corners at a time; corners nearer than a pixel to the one before are left out. A hole stays with its area.
  function* trace(pen, part, sheet, scale, shapes, most) {
    const { first, counts, x, y } = part, left = sheet.corner.x, top = sheet.corner.y;
    let laid = 0;
    pen.beginPath();
    for (const i of shapes) {
      if (laid >= most && counts[i] > 0) {
        yield laid;
        laid = 0;
        pen.beginPath();
      }
      const last = first[i + 1] - 1;
      let px = x[first[i]] * scale - left, py = y[first[i]] * scale - top;
      pen.moveTo(px, py);
      for (let k = first[i] + 1; k <= last; k += 1) {
        const qx = x[k] * scale - left, qy = y[k] * scale - top;
        if (k < last && Math.abs(qx - px) + Math.abs(qy - py) < 1) continue;
        pen.lineTo(px = qx, py = qy);
        laid += 1;
      }
    }
    if (laid) yield laid;
  }

  function show(sheet, took, corners) {
    move(sheet, scene.map.getCenter(), scene.map.getZoom());
    pane.appendChild(sheet.node);
    if (shown) {
      shown.node.remove();
      spare = shown.node;
    }
    shown = sheet;
    scene.map.getContainer().dataset.own = Math.round(took) + "/" + corners; // milliseconds and corners of what is in view, for whoever measures; own-around: milliseconds until all is there
  }

  // Where a sheet drawn for one place lies while the map goes to another; as Leaflet's own canvas does it.
  function move(sheet, centre, zoom) {
    if (!sheet) return;
    const map = scene.map, scale = map.getZoomScale(zoom, sheet.zoom);
    const corner = map.project(sheet.anchor, zoom).subtract(map._getNewPixelOrigin(centre, zoom));
    L.DomUtil.setTransform(sheet.node, corner, scale);
  }

  // The named roads in view of the classes that are wanted, the widest first: their names, and their corners in pixels of the map's frame.
  function* roads(wanted) {
    if (!visible || !shown) return;
    const map = scene.map, size = map.getSize(), scale = 256 * Math.pow(2, map.getZoom()) / WORLD;
    const corner = map.project(map.containerPointToLatLng([0, 0]), map.getZoom());
    const west = corner.x / scale, north = corner.y / scale, east = west + size.x / scale, south = north + size.y / scale;
    const due = parts.filter(function (part) { return part.layer === "road" && wanted(part.rank); }).sort(function (a, b) { return a.rank - b.rank; });
    for (const part of due) {
      for (const [i, name] of part.named) {
        const b = 4 * i;
        if (part.box[b] > east || part.box[b + 2] < west || part.box[b + 1] > south || part.box[b + 3] < north) continue;
        const points = [];
        for (let k = part.first[i]; k < part.first[i + 1]; k += 1) points.push([part.x[k] * scale - corner.x, part.y[k] * scale - corner.y]);
        for (const run of StrikeMap.along.within(points, size)) yield { name: called[name], points: run };
      }
    }
  }

  function setVisible(on) {
    visible = on;
    draw();
    scene.map.fire("ownground");
  }

  return {
    start: start, offer: offer, draw: draw, setVisible: setVisible,
    isThere: function () { return parts.length > 0; }, isVisible: function () { return visible; },
    names: function () { return visible ? names : []; }, roads: roads,
  };
})();
