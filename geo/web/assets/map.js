// The map's behaviour in the browser. Everything that comes from data is set as text, never as HTML.
// RaqqaMap.start(map) runs once; RaqqaMap.show(picture) draws the picture of a selection in place.
"use strict";
window.RaqqaMap = (function () {
  const RAMP = ["#f0ddd2", "#e4bfae", "#d2968a", "#b9625a", "#962f31", "#5f1519"];
  const SVG = "http://www.w3.org/2000/svg";
  let map, following = false, state, resting, layers = [], badges = [], spots = [], labels = [], shapes = {}, boxes = {}, leaders = L.layerGroup(), tiles, tilesName = "none", turn, fitted = false, focusedAt = "[]", fittedTo = { x: 0, y: 0 };

  function el(tag, className, text, parent) {
    const node = document.createElement(tag);
    if (className) node.className = className;
    if (text !== undefined && text !== null) node.textContent = text;
    if (parent) parent.appendChild(node);
    return node;
  }

  // Hand a choice to the page: the same way streamlit-folium reports a click on a drawing.
  function send(kind, id, geometry) {
    if (window.RaqqaPick) return window.RaqqaPick(kind, id); // the page that stands alone lists it itself
    const data = window.__GLOBAL_DATA__;
    data.last_active_drawing = { type: "Feature", id: id, properties: { kind: kind, id: id }, geometry: geometry || null };
    data.last_object_clicked_count += 1;
    map.fire("moveend");
  }

  function pickable(layer, kind, id) {
    layer.feature = { type: "Feature", id: id, properties: { kind: kind, id: id } };
    layer.on("click", function (event) {
      L.DomEvent.stopPropagation(event);
      send(kind, id);
    });
    return layer;
  }

  function start(leaflet) {
    // The component reports its state once it is mounted, for which the page would run again, and that a choice is the same as
    // before the map was mounted anew would not be reported: so nothing is new at the start, and counts begin where none was.
    const told = window.__GLOBAL_DATA__;
    if (told) {
      told.last_object_clicked_count = Date.now();
      told.previous_data = { last_object_clicked_count: told.last_object_clicked_count, last_active_drawing: null };
    }
    // folium's and the component's own forbid to zoom on a phone
    for (const view of document.querySelectorAll('meta[name="viewport"]')) view.content = "width=device-width, initial-scale=1";
    map = leaflet;
    // Leaflet takes the focus at mousedown; where that scrolls the page, the click would end beside its mark.
    map.keyboard.disable();
    map.keyboard._onMouseDown = function () { map.getContainer().focus({ preventScroll: true }); };
    map.keyboard.enable();
    map.attributionControl.setPrefix("");
    map.attributionControl.setPosition("bottomright");
    for (const [name, z] of [["land", 210], ["shade", 220], ["hatch", 230], ["lines", 240], ["water", 235], ["discs", 420], ["names", 450]]) {
      map.createPane(name).style.zIndex = z;
    }
    for (const name of ["land", "lines", "water", "names", "hatch"]) map.getPane(name).style.pointerEvents = "none";
    const base = window.RAQQA_BASE;
    const quiet = { interactive: false };
    L.geoJSON(base.governorate, { ...quiet, pane: "land", style: { className: "land" } }).addTo(map);
    L.geoJSON(base.rivers, { ...quiet, pane: "water", style: { className: "river" } }).addTo(map);
    L.geoJSON(base.lake, { ...quiet, pane: "water", style: { className: "lake" } }).addTo(map);
    L.geoJSON(base.subdistrict, { ...quiet, pane: "lines", style: { className: "line thin" } }).addTo(map);
    L.geoJSON(base.district, { ...quiet, pane: "lines", style: { className: "line" } }).addTo(map);
    L.geoJSON(base.governorate, { ...quiet, pane: "lines", style: { className: "line outer" } }).addTo(map);
    for (const [name, position] of [["title", "topleft"], ["buttons", "topright"], ["legend", "bottomleft"]]) {
      const control = L.control({ position: position });
      control.onAdd = function () {
        boxes[name] = el("div", "box " + name);
        L.DomEvent.disableClickPropagation(boxes[name]);
        L.DomEvent.disableScrollPropagation(boxes[name]);
        return boxes[name];
      };
      control.addTo(map);
    }
    L.control.scale({ imperial: false, position: "bottomright" }).addTo(map);
    leaders.addTo(map);
    window.RaqqaPlayer.start({ enter: enter, frame: frame, send: send, rest: function () { draw(resting); } });
    fit();
    map.on("zoomend", layout);
    map.on("moveend", function () {
      if (spots.length) drawInView();
      if (!following && state && state.together) for (const other of siblings()) other.RaqqaMap.follow(map.getCenter(), map.getZoom());
    });
    document.fonts.addEventListener("loadingdone", layout); // widths change with the typeface
    new ResizeObserver(function () {
      map.invalidateSize({ pan: false });
      const now = map.getSize(); // against the size last fitted: Leaflet's own handler may have seen this change before
      if (Math.abs(now.x - fittedTo.x) > 40 || Math.abs(now.y - fittedTo.y) > 80) (state && state.focus.length ? focus : fit)();
      layout();
    }).observe(map.getContainer());
  }

  function fit() {
    const wide = map.getSize().x > 700;
    fittedTo = map.getSize();
    const above = (boxes.title.offsetHeight || 90) + 10;
    map.fitBounds(window.RAQQA_BASE.bounds, { paddingTopLeft: [wide ? 150 : 0, wide || fittedTo.y < above + 160 ? 0 : above], paddingBottomRight: [0, 26], animate: false });
  }

  // The other maps of the same page, which is of the same origin; a comparison moves them together.
  function siblings() {
    const found = [];
    for (let k = 0; k < window.parent.frames.length; k += 1) {
      const other = window.parent.frames[k];
      try {
        if (other !== window && other.RaqqaMap) found.push(other);
      } catch (error) { /* a frame of another origin is no map of ours */ }
    }
    return found;
  }

  function follow(centre, zoom) {
    if (!map || !state || !state.together) return;
    following = true;
    map.setView(centre, zoom, { animate: false });
    following = false;
  }

  function fitResults() {
    const spots = [...state.areas, ...state.points, ...state.wide].map(function (m) { return [m.lat, m.lon]; });
    for (const a of state.areas) if (shapes[a.id]) spots.push(...Object.values(shapes[a.id].getBounds()));
    if (spots.length) map.fitBounds(L.latLngBounds(spots), { padding: [40, 40], maxZoom: 13, animate: false });
  }

  function focus() {
    fittedTo = map.getSize();
    if (state.focus.length) map.fitBounds(state.focus, { padding: [70, 70], maxZoom: 11, animate: false });
  }

  // The marks of areas travel as rows; the words of a label that are the same for all travel once.
  function unpack(picture) {
    if (Array.isArray(picture.areas)) return;
    const keys = picture.areas.keys, label = picture.areas.label;
    picture.areas = picture.areas.rows.map(function (row) {
      const mark = Object.fromEntries(keys.map(function (key, k) { return [key, row[k]]; }));
      mark.at_place = picture.level === "place";
      mark.label = label.replace(/\{(\w+)\}/g, function (_, key) { return key === "name" ? mark.title : mark["said_" + key]; });
      return mark;
    });
  }

  // A picture as the page sends it: JSON, deflated, in base64. Unpacking takes a moment; pictures are shown in the order they came.
  function read(text) {
    const bytes = Uint8Array.from(atob(text), function (sign) { return sign.charCodeAt(0); });
    const unpacked = new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"))).json();
    turn = Promise.allSettled([turn]).then(function () { return unpacked; }).then(show);
  }

  function show(next) {
    unpack(next);
    if (resting && next.stamp === resting.stamp) return;
    resting = next;
    if (window.RaqqaPlayer.isLate(next)) return;
    (state && !map.getContainer().dataset.frame && look(state) === look(next) ? refigure : draw)(next);
    window.RaqqaPlayer.offer(next);
  }

  // Everything of a picture but its figures; while it stays, a window that moves changes only shades, texts and badges.
  function look(p) {
    if (p.show !== "areas" || p.playing) return p.stamp;
    return JSON.stringify([p.lang, p.level, p.selected, p.basemap, p.shape, p.rings, p.names, p.focus, p.together, p.present, p.words.attribution]);
  }

  function refigure(next) {
    const before = state, byId = function (list) { return Object.fromEntries(list.map(function (x) { return [x.kind + ":" + x.id, x]; })); };
    state = next;
    const areas = Object.fromEntries(next.areas.map(function (a) { return [a.id, a]; }));
    Object.keys(shapes).forEach(function (id) { shade(shapes[id], areas[id] ? areas[id].step : -1, next.selected === "area:" + id); });
    const wanted = next.areas.map(function (a) { return { ...a, kind: "area" }; });
    if (next.city) wanted.push(cityBadge(next.city));
    const here = byId(badges), there = byId(wanted);
    let moved = false; // whether a badge came, went, or needs another width
    badges = badges.filter(function (badge) {
      if (there[badge.kind + ":" + badge.id]) return true;
      map.removeLayer(badge.marker);
      layers.splice(layers.indexOf(badge.marker), 1);
      moved = true;
      return false;
    });
    wanted.forEach(function (a) {
      const badge = here[a.kind + ":" + a.id];
      if (!badge) {
        addBadge(a);
        moved = true;
        return;
      }
      const was = badge.node.textContent.length;
      write(badge.node, a.n, a.possible, a.title, a.headline, a.ungraded);
      tell(badge.node, a.label);
      badge.n = a.n;
      badge.marker.setZIndexOffset(1000 + a.n);
      moved = moved || was !== badge.node.textContent.length || badge.node.classList.contains("dot");
    });
    drawTitle();
    if (JSON.stringify(before.legend) !== JSON.stringify(next.legend)) drawLegend();
    map.getContainer().dataset.shown = next.stamp;
    if (moved) requestAnimationFrame(function () { setTimeout(layout); }); // after the figures are on the screen
  }

  // Playback begins: the picture of everything that can appear in a frame, laid out once.
  function enter(picture) {
    if (state === picture) return;
    Object.assign(picture, { focus: state.focus, together: state.together, playing: true });
    draw(picture);
  }

  // Show one frame of playback: shading, points and totals at once, badge texts only when they are due.
  function frame(f) {
    const none = { n: 0, possible: 0, headline: {}, ungraded: {}, step: -1, mark: "ungraded" };
    const of = function (kind, id) { return f.units[kind + ":" + id] || none; };
    for (const [key, node] of Object.entries(boxes.lines)) if (node.textContent !== f.lines[key]) node.textContent = f.lines[key] || "";
    if (state.show === "areas" && state.level !== "place") Object.keys(shapes).forEach(function (id) { shade(shapes[id], of("area", id).step, false); });
    spots.forEach(function (spot) { dress(spot, of("point", spot.point.id)); });
    state.wide.forEach(function (wide) {
      const s = of("wide", wide.id);
      if (shapes[wide.id]) shapes[wide.id].getElement().style.display = s.n || s.possible ? "" : "none";
    });
    if (f.texts) {
      badges.forEach(function (badge) {
        const s = of(badge.kind, badge.id);
        const words = [s.n, s.possible, badge.bare ? "" : f.short(s.headline), badge.bare ? "" : f.short(s.ungraded)];
        if (badge.words === words.join("|")) return;
        badge.words = words.join("|");
        badge.node.classList.toggle("gone", !s.n && !s.possible);
        write(badge.node, words[0], words[1], badge.title, words[2], words[3]);
        if (badge.node.classList.contains("dot")) {
          badge.node.classList.toggle("counted", s.n + s.possible > 4);
          badge.node.style.setProperty("--size", dotSize(s.n + s.possible) + "px");
        }
        tell(badge.node, badge.title + ": " + f.counted(s));
      });
      spots.forEach(function (spot) {
        spot.label = f.counted(of("point", spot.point.id));
        if (spot.node) tell(spot.node, spot.label);
      });
    }
    map.getContainer().dataset.frame = f.id;
  }

  function tell(node, text) {
    node.title = text;
    node.setAttribute("aria-label", text);
  }

  function draw(next) {
    delete map.getContainer().dataset.frame;
    const focused = document.activeElement && document.activeElement.dataset ? document.activeElement.dataset.id : null;
    state = next;
    document.documentElement.lang = state.lang;
    document.documentElement.classList.toggle("present", Boolean(state.present));
    const dir = state.lang === "ar" ? "rtl" : "ltr"; // of texts only: the map itself has no direction
    for (const box of [boxes.title, boxes.legend, map.attributionControl.getContainer()]) box.dir = dir;
    layers.forEach(function (layer) { map.removeLayer(layer); });
    layers = [];
    badges = [];
    spots = [];
    shapes = {};
    drawTiles();
    drawAreas();
    drawHatch();
    if (state.shape.length) add(L.polygon(state.shape, { pane: "discs", interactive: false, color: "#22201c", weight: 1.5, dashArray: "4 4", fill: false }));
    drawRings();
    drawBadges();
    drawNames();
    drawTitle();
    drawPoints();
    drawButtons();
    drawLegend();
    const spot = JSON.stringify(state.focus);
    if (!fitted) fit();
    if (spot !== focusedAt) focus();
    focusedAt = spot;
    fitted = true;
    layout();
    map.getContainer().setAttribute("aria-label", state.words.map);
    map.getContainer().dataset.shown = state.stamp;
    if (focused) {
      const again = [...document.querySelectorAll("[data-id]")].find(function (n) { return n.dataset.id === focused; });
      if (again) again.focus({ preventScroll: true });
    }
  }

  function add(layer) {
    layers.push(layer.addTo(map));
    return layer;
  }

  function drawTiles() {
    if (state.basemap.name === tilesName) return;
    if (tiles) map.removeLayer(tiles);
    tilesName = state.basemap.name;
    tiles = state.basemap.url ? L.tileLayer(state.basemap.url, { attribution: state.basemap.attribution, maxZoom: 18 }).addTo(map) : null;
    map.getContainer().classList.toggle("tiled", Boolean(tiles));
  }

  function drawAreas() {
    if (state.show !== "areas" || state.level === "place") return;
    const found = Object.fromEntries(state.areas.map(function (a) { return [a.id, a]; }));
    L.geoJSON(window.RAQQA_BASE[state.level]).eachLayer(function (one) {
      const id = one.feature.id;
      one.options.pane = "shade";
      shade(one, found[id] ? found[id].step : -1, state.selected === "area:" + id);
      shapes[id] = add(pickable(one, "area", id));
    });
  }

  function shade(shape, step, chosen) {
    if (shape.step === step) return;
    shape.step = step;
    shape.setStyle({
      weight: chosen ? 3 : 0.8, color: chosen ? "#22201c" : "#8d8678",
      fillColor: step >= 0 ? RAMP[step] : "#f4f1ea", fillOpacity: map.getContainer().classList.contains("tiled") ? 0.45 : step >= 0 ? 0.85 : 0.01,
    });
  }

  // An area to which some incidents are known only as a whole: hatched, with a badge that lists them.
  function drawHatch() {
    if (state.show !== "points") return;
    state.wide.forEach(function (wide) {
      const shape = ["subdistrict", "district", "governorate"].flatMap(function (level) { return window.RAQQA_BASE[level].features; })
        .find(function (f) { return f.id === wide.id; });
      if (!shape) return;
      L.geoJSON(shape).eachLayer(function (one) {
        one.options.pane = "hatch";
        one.options.interactive = false;
        shapes[wide.id] = one;
        one.setStyle({ weight: 0, fillOpacity: wide.id.length === 4 ? 0.15 : 0.6, fillColor: "url(#hatch)" });
        add(one);
      });
      addBadge({ ...wide, kind: "wide", wide: true });
    });
    const root = document.querySelector(".leaflet-hatch-pane svg");
    if (root && !document.getElementById("hatch")) {
      const defs = document.createElementNS(SVG, "defs");
      const pattern = document.createElementNS(SVG, "pattern");
      for (const [k, v] of Object.entries({ id: "hatch", width: 7, height: 7, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" })) pattern.setAttribute(k, v);
      const line = document.createElementNS(SVG, "line");
      for (const [k, v] of Object.entries({ x1: 0, y1: 0, x2: 0, y2: 7, stroke: "#6d655a", "stroke-width": 1 })) line.setAttribute(k, v);
      pattern.appendChild(line);
      defs.appendChild(pattern);
      root.appendChild(defs);
    }
  }

  function drawPoints() {
    if (state.show !== "points") return;
    spots = state.points.map(function (point) {
      const shown = { n: point.certain, possible: point.n - point.certain, mark: point.mark };
      return { point: point, chosen: state.selected === "point:" + point.id, label: point.label, shown: shown, layers: [] };
    });
    drawInView();
  }

  // Where there are many points, those out of view are drawn when they come into view; the title says so.
  function drawInView() {
    const many = spots.length > state.points_drawn, view = map.getBounds().pad(0.1);
    let inside = 0;
    spots.forEach(function (spot) {
      const wanted = !many || view.contains([spot.point.lat, spot.point.lon]);
      inside += wanted;
      if (wanted && !spot.layers.length) drawPoint(spot);
      if (!wanted && spot.layers.length && !spot.node.contains(document.activeElement)) {
        spot.layers.forEach(function (layer) {
          map.removeLayer(layer);
          layers.splice(layers.indexOf(layer), 1);
        });
        spot.layers = [];
      }
    });
    boxes.inView.textContent = many ? window.RaqqaPlayer.fill(state.words.in_view, { n: inside.toLocaleString("en-GB"), all: spots.length.toLocaleString("en-GB") }) : "";
  }

  function drawPoint(spot) {
    const point = spot.point, chosen = spot.chosen, hollow = point.certain === 0;
    if (point.radius_m || chosen) {
      const near = !point.radius_m;
      spot.disc = add(L.circle([point.lat, point.lon], {
        pane: "discs", interactive: false, radius: point.radius_m || state.near_radius_m, weight: chosen ? 2.5 : 1, color: "#7a1c1e",
        opacity: chosen ? 1 : 0.6, fillColor: "#962f31", fillOpacity: hollow || near ? 0 : 0.14, dashArray: near ? "6 6" : hollow ? "3 3" : null,
      }));
      spot.layers.push(spot.disc);
    }
    spot.node = el("div");
    spot.look = "";
    dress(spot, spot.shown);
    focusable(spot.node, spot.label, "point", point.id);
    spot.layers.push(place(spot.node, point.lat, point.lon, "point", point.id, 600 - Math.min(point.n, 500)));
  }

  function dress(spot, s) {
    spot.shown = s;
    if (!spot.node) return;
    const n = s.n + s.possible, look = [n, s.n === 0, s.mark].join();
    if (spot.look === look) return;
    spot.look = look;
    spot.node.className = "spot " + s.mark + (s.n === 0 ? " hollow" : "") + (spot.chosen ? " chosen" : "") + (n ? "" : " gone");
    spot.node.style.width = spot.node.style.height = Math.min(Math.round(9 + 3.2 * Math.sqrt(n)), 44) + "px";
    if (spot.disc) spot.disc.getElement().style.display = n ? "" : "none";
    spot.node.textContent = "";
    if (n > 1) el("span", "", n, spot.node);
  }

  // The position of the chosen incident; where its claims disagree, every position, joined.
  function drawRings() {
    state.rings.forEach(function (r, k) {
      const dash = state.rings.length > 1 ? "5 5" : null;
      const at = [r.lat, r.lon];
      if (r.radius_m) add(L.circle(at, { pane: "discs", interactive: false, radius: r.radius_m, weight: 2, color: "#22201c", dashArray: dash, fill: false }));
      add(L.circleMarker(at, { pane: "discs", interactive: false, radius: 11, weight: 2.5, color: "#22201c", dashArray: dash, fill: false }));
      const node = el("div", "ring-label " + (k % 2 ? "below" : "above"), r.label);
      add(L.marker(at, { interactive: false, keyboard: false, zIndexOffset: 3000, icon: L.divIcon({ className: "hold", html: node, iconSize: null }) }));
    });
    if (state.rings.length > 1) add(L.polyline(state.rings.map(function (r) { return [r.lat, r.lon]; }), { pane: "discs", interactive: false, color: "#22201c", weight: 1.5, dashArray: "2 5" }));
  }

  function focusable(node, label, kind, id) {
    node.tabIndex = 0;
    node.dataset.id = kind + ":" + id;
    node.setAttribute("role", "button");
    node.setAttribute("aria-label", label);
    node.title = label;
    node.addEventListener("keydown", function (event) {
      if (event.key === "Enter" || event.key === " ") {
        event.preventDefault();
        event.stopPropagation();
        send(kind, id);
      }
    });
  }

  function place(node, lat, lon, kind, id, z) {
    const icon = L.divIcon({ className: "hold", html: node, iconSize: null });
    const marker = L.marker([lat, lon], { icon: icon, keyboard: false, zIndexOffset: z });
    return add(pickable(marker, kind, id));
  }

  function drawBadges() {
    if (state.show === "areas") {
      state.areas.slice().sort(function (a, b) { return b.n - a.n; }).forEach(function (a) { addBadge({ ...a, kind: "area" }); });
    }
    if (state.city) addBadge(cityBadge(state.city));
  }

  function cityBadge(city) {
    return { ...city, kind: "tray", id: "city", muted: true };
  }

  function addBadge(a) {
    const chosen = state.selected === a.kind + ":" + a.id;
    const node = el("div", "badge" + (a.muted ? " muted" : "") + (a.wide ? " wide" : "") + (a.at_place ? " at-place" : "") + (chosen ? " chosen" : ""));
    write(node, a.n, a.possible, a.title, a.headline, a.ungraded);
    focusable(node, a.label, a.kind, a.id);
    const marker = place(node, a.lat, a.lon, a.kind, a.id, 1000 + a.n);
    badges.push({ id: a.id, kind: a.kind, title: a.title, bare: Boolean(a.muted || a.wide), node: node, marker: marker, lat: a.lat, lon: a.lon, n: a.n, muted: Boolean(a.muted) });
  }

  function write(node, n, possible, title, headline, ungraded) {
    node.textContent = "";
    const number = el("b", "", n, node);
    if (possible) el("i", "", "+" + possible, number);
    if (title) el("span", "name", title, node);
    if (headline) el("span", "headline", headline, node);
    if (ungraded) el("span", "ungraded", ungraded, node);
  }

  function dotSize(n) {
    return Math.min(34, Math.round(7 + 3 * Math.sqrt(n)));
  }

  function drawNames() {
    labels = state.names.map(function (name) {
      const node = el("div", "town " + name.kind);
      if (name.kind === "place") el("i", "", "", node);
      const text = el("span", "", name.text, node);
      add(L.marker([name.lat, name.lon], { pane: "names", interactive: false, keyboard: false, icon: L.divIcon({ className: "hold", html: node, iconSize: null }) }));
      return { node: node, text: text, lat: name.lat, lon: name.lon, kind: name.kind };
    });
  }

  function overlap(a, b, gap) {
    return a.left < b.right + gap && a.right > b.left - gap && a.top < b.bottom + gap && a.bottom > b.top - gap;
  }

  function around(x, y, w, h) {
    return { left: x - w / 2, right: x + w / 2, top: y - h / 2, bottom: y + h / 2 };
  }

  function spiral(at, most, step, good) {
    for (let k = 0; k < most; k += 1) {
      const reach = step * Math.sqrt(k);
      const spot = L.point(at.x + reach * Math.cos(k * 2.4), at.y + reach * Math.sin(k * 2.4));
      if (good(spot)) return spot;
    }
    return null;
  }

  function within(badge, spot) {
    const shape = shapes[badge.id] && shapes[badge.id]._path;
    if (!shape) return true;
    const p = map.containerPointToLayerPoint(spot);
    return shape.isPointInFill(new DOMPoint(p.x, p.y));
  }

  function onMap(spot) {
    const size = map.getSize();
    return spot.x > 30 && spot.y > 30 && spot.x < size.x - 30 && spot.y < size.y - 40;
  }

  // Move a badge to the nearest free spot, at most so many pixels away; a thin line leads back from outside its area.
  function settle(badge, taken, w, h, reach, gap, good) {
    const reached = around(badge.at.x, badge.at.y, w + 2 * reach, h + 2 * reach);
    const near = taken.filter(function (t) { return overlap(t, reached, gap); });
    const spot = spiral(badge.at, Math.ceil((reach / 3) * (reach / 3)), 3, function (s) {
      const box = around(s.x, s.y, w, h);
      return !near.some(function (t) { return overlap(t, box, gap); }) && good(s); // asking a shape costs most
    });
    if (!spot) return false;
    taken.push(around(spot.x, spot.y, w, h));
    const there = map.containerPointToLatLng(spot);
    badge.marker.setLatLng(there);
    if ((!shapes[badge.id] || !within(badge, spot)) && spot.distanceTo(badge.at) > 5) {
      leaders.addLayer(L.polyline([[badge.lat, badge.lon], there], { pane: "discs", interactive: false, color: "#22201c", weight: 1 }));
    }
    return true;
  }

  // A badge of an area keeps inside it and covers no other; where there is no room, it becomes a dot. A place keeps its
  // dot where it lies, and opens into a badge only if that covers no other place.
  function layout() {
    if (!state) return;
    leaders.clearLayers();
    const taken = state.points.map(function (p) {
      const at = map.latLngToContainerPoint([p.lat, p.lon]);
      return around(at.x, at.y, 12, 12);
    });
    const frame_ = map.getContainer().getBoundingClientRect();
    for (const name of ["title", "buttons", "legend"]) { // what lies over the map leaves no room for a badge
      const r = boxes[name].getBoundingClientRect();
      if (r.width) taken.push({ left: r.left - frame_.left, right: r.right - frame_.left, top: r.top - frame_.top, bottom: r.bottom - frame_.top });
    }
    const ordered = badges.slice().sort(function (a, b) { return b.muted - a.muted || b.n - a.n; });
    ordered.forEach(function (badge) {
      badge.node.classList.remove("dot");
      badge.marker.setLatLng([badge.lat, badge.lon]);
      badge.at = map.latLngToContainerPoint([badge.lat, badge.lon]);
    });
    labels.forEach(function (label) { label.node.hidden = false; });
    for (const one of [...ordered, ...labels]) { // measured after all are changed: each change between would lay the page out anew
      const node = one.text || one.node;
      one.w = node.offsetWidth;
      one.h = node.offsetHeight;
    }
    const becomeDot = function (badge) {
      const size = dotSize(badge.n);
      badge.node.classList.add("dot");
      badge.node.classList.toggle("counted", badge.n > 4);
      badge.node.style.setProperty("--size", size + "px");
      if (!state.playing) settle(badge, taken, 0.8 * size, 0.8 * size, 40, 0, function () { return true; });
    };
    if (state.playing && state.level === "place") {
      ordered.forEach(becomeDot); // in playback a place's dot stays where it lies and only changes its size
    } else if (state.show === "areas" && state.level === "place") {
      const spots = ordered.map(function (b) { return around(b.at.x, b.at.y, 10, 10); });
      const open = ordered.filter(function (badge, k) {
        const box = around(badge.at.x, badge.at.y, badge.w, badge.h);
        const covers = spots.some(function (s, j) { return j !== k && overlap(s, box, 1); });
        const free = !covers && !taken.some(function (t) { return overlap(t, box, 2); });
        if (free) taken.push(box);
        return free;
      });
      ordered.filter(function (b) { return !open.includes(b); }).forEach(becomeDot);
    } else {
      ordered.filter(function (badge) {
        return !settle(badge, taken, badge.w, badge.h, badge.muted ? 150 : 66, 2, function (s) { return within(badge, s); });
      }).filter(function (badge) { // no room inside: beside its area, if that is near
        return badge.n < 5 || !settle(badge, taken, badge.w, badge.h, 110, 2, onMap);
      }).forEach(becomeDot);
    }
    labels.forEach(function (label) {
      const at = map.latLngToContainerPoint([label.lat, label.lon]), w = label.w, h = label.h;
      const sides = label.kind === "place"
        ? [["right", around(at.x + w / 2 + 7, at.y, w, h)], ["left", around(at.x - w / 2 - 7, at.y, w, h)], ["above", around(at.x, at.y - h / 2 - 6, w, h)], ["below", around(at.x, at.y + h / 2 + 6, w, h)]]
        : [["middle", around(at.x, at.y, w, h)]];
      const free = sides.find(function (side) { return !taken.some(function (t) { return overlap(t, side[1], 2); }); });
      label.node.hidden = !free;
      if (free) {
        label.node.dataset.side = free[0];
        taken.push(free[1]);
      }
    });
  }

  function drawTitle() {
    boxes.title.textContent = "";
    el("strong", "", state.title.what, boxes.title);
    const dates = el("span", "dates", state.title.dates, boxes.title);
    if (state.title.filters) el("span", "dates", state.title.filters, boxes.title);
    boxes.lines = {
      dates: dates,
      count: el("span", "", state.title.count, boxes.title),
      headline: el("span", "", state.title.headline, boxes.title),
      ungraded: el("span", "light", state.title.ungraded, boxes.title),
    };
    boxes.inView = el("span", "light", "", boxes.title);
    const credit = boxes.credit;
    if (credit) map.attributionControl.removeAttribution(credit);
    boxes.credit = el("span", "", state.words.attribution).outerHTML;
    map.attributionControl.addAttribution(boxes.credit);
  }

  function drawButtons() {
    const had = boxes.buttons.childElementCount;
    if (had && boxes.buttons.lang === state.lang) return;
    boxes.buttons.lang = state.lang;
    Object.assign(L.drawLocal.draw.handlers.polygon.tooltip, state.words.draw_steps);
    boxes.buttons.textContent = "";
    const acts = [
      ["+", state.words.zoom_in, function () { map.zoomIn(0.5); }],
      ["−", state.words.zoom_out, function () { map.zoomOut(0.5); }],
      ["⤢", state.words.fit, fit],
      ["◎", state.words.fit_results, fitResults],
      ["⬚", state.words.draw, function () { new L.Draw.Polygon(map, { shapeOptions: { color: "#22201c", weight: 1.5, dashArray: "4 4", fillOpacity: 0.05 } }).enable(); }],
    ];
    if (window.RaqqaPick) acts.pop(); // a page that stands alone has no filters to draw
    acts.forEach(function (act) {
      const button = el("button", "", act[0], boxes.buttons);
      button.type = "button";
      button.title = act[1];
      button.setAttribute("aria-label", act[1]);
      button.addEventListener("click", act[2]);
    });
  }

  function drawLegend() {
    const open = boxes.legend.querySelector("details") ? boxes.legend.querySelector("details").open : (Boolean(state.present) && map.getSize().x > 560) || (map.getSize().x > 700 && Boolean(state.play));
    boxes.legend.textContent = "";
    const fold = el("details", "", null, boxes.legend);
    fold.open = open;
    el("summary", "", state.legend.title, fold);
    if (state.legend.classes.length) {
      el("p", "", state.legend.shade, fold);
      const ramp = el("div", "ramp", null, fold);
      state.legend.classes.forEach(function (text, k) {
        const cell = el("span", "", text, ramp);
        cell.style.borderTopColor = RAMP[k];
      });
    }
    state.legend.rows.forEach(function (row) {
      const line = el("p", "row", null, fold);
      el("i", "key " + row[0], null, line);
      el("span", "", row[1], line);
    });
  }

  return { start: start, show: show, read: read, follow: follow };
})();
