// The search box on the map: what is typed is looked up here, in a table fetched once when the box is entered; Enter jumps and marks.
StrikeMap.find = (function () {
  "use strict";
  const scene = StrikeMap.scene, el = scene.el, finding = StrikeMap.finding, NEAR = { place: 13, incident: 12, position: 14 };
  let box, input, list, told, words = {}, address, index, asked, found = [], at = -1, eager = false, mark, lang;

  function start() {
    const control = L.control({ position: "topleft" });
    control.onAdd = function () {
      box = scene.boxes.find = el("div", "box find");
      box.hidden = true;
      box.setAttribute("role", "search");
      L.DomEvent.disableClickPropagation(box);
      L.DomEvent.disableScrollPropagation(box);
      build();
      return box;
    };
    control.addTo(scene.map);
  }

  function build() {
    input = el("input", "", null, box);
    list = el("ul", "", null, box);
    told = el("p", "told", null, box);
    const is = { type: "search", role: "combobox", autocomplete: "off", spellcheck: "false", enterkeyhint: "search", maxlength: "120", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": "found" };
    for (const [name, value] of Object.entries(is)) input.setAttribute(name, value);
    list.id = "found";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    told.setAttribute("role", "status");
    input.dir = "auto";
    input.addEventListener("focus", prepare);
    input.addEventListener("input", look);
    input.addEventListener("blur", shut);
    input.addEventListener("keydown", press);
  }

  // A picture came, with the address of what can be found; without one there is no box.
  function offer(state) {
    box.hidden = !state.find;
    if (!state.find) return;
    if (address !== state.find.address) {
      address = state.find.address;
      index = asked = null;
      if (document.activeElement === input) prepare();
    }
    if (lang === state.lang) return;
    lang = state.lang;
    box.dir = state.dir;
    input.placeholder = state.find.hint;
    for (const node of [input, list]) node.setAttribute("aria-label", state.find.label);
    shut();
    forget();
  }

  function prepare() {
    if (asked === address) return;
    const of = asked = address;
    fetch(of, { cache: "no-store" }).then(function (answer) {
      if (!answer.ok) throw new Error("find data " + answer.status);
      return answer.json();
    }).then(function (data) {
      if (of !== address) return;
      words = data.words;
      index = finding.ready(data);
      const pressed = eager;
      if (document.activeElement === input) look();
      if (pressed && found.length && !list.hidden) take(found[0]);
    }).catch(function () { if (of === address) asked = null; }); // asked again when the box is entered again
  }

  function look() {
    const text = input.value.trim();
    eager = false;
    if (!text) forget();
    if (!text || !index) return shut();
    found = finding.search(index, text, reach());
    at = found.length ? 0 : -1;
    list.textContent = "";
    found.forEach(function (one, k) {
      const node = el("li", one.kind, null, list), lines = say(one);
      node.id = "found-" + k;
      node.setAttribute("role", "option");
      el("b", "", lines[0], node).dir = "auto";
      el("span", "", lines[1], node);
      node.addEventListener("mousedown", function (event) { event.preventDefault(); });
      node.addEventListener("click", function () { take(one); });
    });
    list.hidden = !found.length;
    tell(found.length ? StrikeMap.words.fill(words.found, { n: StrikeMap.words.number(found.length) }) : nothing(text), found.length > 0);
    point();
  }

  // With examples of this record.
  function nothing(text) {
    const incident = index.incidents[0], place = index.places[0];
    return StrikeMap.words.fill(words.nothing, { text: text, id: incident ? "\u2066" + incident.id + "\u2069" : "", degrees: place ? "\u2066" + place.lat.toFixed(2) + ", " + place.lon.toFixed(2) + "\u2069" : "" });
  }

  function reach() {
    const b = StrikeMap.view.reach();
    return [[b.getSouth(), b.getWest()], [b.getNorth(), b.getEast()]];
  }

  function own(names) { return names[StrikeMap.base.name_languages.indexOf(scene.state.names_in)] || names[0] || names[1] || ""; }
  function degreesOf(one) {
    const ways = words.ways, lat = Math.abs(one.lat).toFixed(5), lon = Math.abs(one.lon).toFixed(5);
    const side = function (number, way) { return "\u2066" + number + "°\u2069 " + way; }; // each number by itself: the words may run the other way
    return side(lat, ways[one.lat < 0 ? 1 : 0]) + " · " + side(lon, ways[one.lon < 0 ? 3 : 2]);
  }

  // What an entry is called, and what tells it from its namesakes.
  function say(one) {
    if (one.kind === "place") {
      const name = own(one.names), also = one.by === name ? [] : [one.by];
      return [name, [words.place, one.within, ...also].filter(Boolean).join(" · ")];
    }
    if (one.kind === "incident") {
      const where = one.lat === null ? [words.unplaced] : [];
      return ["\u2066" + one.by + "\u2069", [words.incident, own(one.names), one.days, ...where].filter(Boolean).join(" · ")];
    }
    const outside = one.outside ? [words.outside] : [];
    if (one.kind === "grid") {
      const side = one.side_m < 1000 ? StrikeMap.words.fill(words.metres, { n: StrikeMap.words.number(one.side_m) }) : StrikeMap.words.fill(words.kilometres, { n: StrikeMap.words.number(one.side_m / 1000) });
      return ["\u2066" + one.text + "\u2069", ["MGRS", side, degreesOf(one), ...outside].join(" · ")];
    }
    return [degreesOf(one), [words.position, ...(one.swapped ? [words.swapped] : []), ...outside].join(" · ")];
  }

  function point() {
    [...list.children].forEach(function (node, k) {
      node.setAttribute("aria-selected", String(k === at));
      if (k === at) node.scrollIntoView({ block: "nearest" });
    });
    input.setAttribute("aria-expanded", String(!list.hidden));
    if (at >= 0 && !list.hidden) input.setAttribute("aria-activedescendant", "found-" + at);
    else input.removeAttribute("aria-activedescendant");
  }

  function press(event) {
    event.stopPropagation(); // the map's own keys move it
    const open = !list.hidden, step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && !open) look();
    else if (step) at = (at + step + found.length) % found.length;
    else if (event.key === "Enter" && !index && input.value.trim()) eager = true; // what is looked up is on its way
    else if (event.key === "Enter" && open && found[at]) take(found[at]);
    else if (event.key === "Escape" && open) shut();
    else if (event.key === "Escape") {
      input.value = "";
      forget();
      shut();
    } else return;
    event.preventDefault();
    point();
  }

  function shut() {
    list.hidden = true;
    tell("", true);
    point();
  }

  function tell(text, quiet) {
    told.textContent = text;
    told.classList.toggle("quiet", quiet); // read aloud, not shown: the list shows it
  }

  function forget() {
    if (mark) scene.map.removeLayer(mark);
    mark = null;
  }

  // An incident is opened by the page, which marks it with all it may cover; anything else is marked here.
  function take(one) {
    const name = say(one)[0], map = scene.map;
    shut();
    forget();
    input.value = one.kind === "place" ? own(one.names) : one.kind === "incident" ? one.by : input.value;
    if (one.outside) return tell(StrikeMap.words.fill(words.not_here, { name: name }), false);
    if (one.kind === "incident") {
      if (one.lat !== null) map.setView([one.lat, one.lon], Math.max(map.getZoom(), NEAR.incident), { animate: false });
      tell(StrikeMap.words.fill(words.opened, { name: name }), true);
      return StrikeMap.choose.send("incident", one.id);
    }
    mark = L.layerGroup().addTo(map);
    const line = { pane: "discs", interactive: false, color: StrikeMap.colours.ink, weight: 2.5, fill: false };
    if (one.corners) L.polygon(one.corners, line).addTo(mark);
    if (!one.corners || one.side_m <= 100) L.circleMarker([one.lat, one.lon], { ...line, radius: 11 }).addTo(mark);
    const label = el("div", "ring-label above", name);
    label.dir = "auto";
    L.marker([one.lat, one.lon], { interactive: false, keyboard: false, zIndexOffset: 3000, icon: scene.hold(label) }).addTo(mark);
    if (one.corners && one.side_m >= 1000) map.fitBounds(one.corners, { padding: [60, 60], maxZoom: 14, animate: false });
    else map.setView([one.lat, one.lon], Math.max(map.getZoom(), NEAR[one.kind] || NEAR.position), { animate: false });
    tell(StrikeMap.words.fill(words.marked, { name: name }), true);
  }

  return { start: start, offer: offer };
})();
