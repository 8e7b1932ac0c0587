// In which order is a picture drawn? StrikeMap.start(map) runs once; StrikeMap.read(text) and StrikeMap.show(picture) draw a picture in place.
(function () {
  "use strict";
  const { scene, ground, own, pictures, areas, badges, points, names, villages, boxes, menu, measure, tools, find, view, player, drag, hover, picture, layout } = StrikeMap;
  let resting, waits, turn, focusedAt = "[[],null,[],null]", fitted = false;

  function start(leaflet) {
    StrikeMap.choose.start();
    // folium's and the component's own forbid to zoom on a phone
    for (const tag of document.querySelectorAll('meta[name="viewport"]')) tag.content = "width=device-width, initial-scale=1";
    const map = scene.map = leaflet;
    // Leaflet takes the focus at mousedown; where that scrolls the page, the click would end beside its mark.
    map.keyboard.disable();
    map.keyboard._onMouseDown = function () { map.getContainer().focus({ preventScroll: true }); };
    map.keyboard.enable();
    map.attributionControl.setPrefix("");
    map.attributionControl.setPosition("bottomright");
    ground.start();
    own.start();
    pictures.start();
    find.start(); // above the title
    boxes.start();
    menu.start();
    measure.start();
    tools.start();
    badges.start();
    villages.start();
    player.start({ enter: enter, frame: frame, drag: dragged, send: StrikeMap.choose.send, rest: rest });
    drag.start({ near: player.near, begin: player.stop, show: player.drag, end: letGo });
    view.fit();
    map.on("zoomend ownground", function () { arrange(false); });
    map.on("moveend", function () { if (scene.spots.length) points.drawInView(); });
    view.start();
    hover.start();
    document.fonts.addEventListener("loadingdone", function () { arrange(true); }); // widths change with the typeface
    new ResizeObserver(function () {
      view.resized();
      arrange(true);
    }).observe(map.getContainer());
  }

  // Back to the server's last picture.
  function rest() {
    draw(resting);
    delete scene.map.getContainer().dataset.drag;
    drag.mark(resting.window.map(StrikeMap.words.epoch));
    view.report(); // where it was moved meanwhile
  }

  // Pictures are shown in the order they came.
  function read(text) {
    const unpacked = picture.read(text);
    turn = Promise.allSettled([turn]).then(function () { return unpacked; }).then(show);
  }

  function show(next) {
    picture.unpack(next);
    if (resting && next.stamp === resting.stamp) return;
    resting = next;
    if (drag.isHeld()) { // what is under the hand stays
      waits = next;
      return;
    }
    if (player.isLate(next)) return;
    const frame = scene.map.getContainer().dataset, same = scene.state && !frame.frame && picture.look(scene.state) === picture.look(next);
    const first = !fitted;
    (same ? refigure : draw)(next);
    view.arrived(first);
    delete frame.drag;
    player.offer(next);
    drag.mark(next.window.map(StrikeMap.words.epoch));
  }

  function letGo(days, own) {
    const late = waits;
    waits = null;
    if (late) player.offer(late); // another picture came meanwhile: its choice is the one to play
    player.drop(days, own);
  }

  function refigure(next) {
    const before = scene.state;
    scene.state = next;
    areas.refigure();
    const moved = badges.refigure();
    names.turn();
    boxes.drawTitle();
    find.offer(next);
    menu.offer(next);
    if (JSON.stringify(before.legend) !== JSON.stringify(next.legend)) boxes.drawLegend();
    scene.map.getContainer().dataset.shown = next.stamp;
    if (moved) requestAnimationFrame(function () { setTimeout(function () { arrange(false); }); }); // after the figures are on the screen
  }

  function draw(next) {
    const frame = scene.map.getContainer(), active = document.activeElement;
    const focused = active && active.dataset ? active.dataset.id : null;
    delete frame.dataset.frame;
    scene.state = next;
    document.documentElement.lang = next.lang;
    document.documentElement.classList.toggle("present", Boolean(next.present));
    document.documentElement.dataset.dir = next.dir; // of texts only: the map itself has no direction
    boxes.turn(next.dir);
    scene.clear();
    ground.draw(next.basemap);
    own.offer(next.own);
    areas.draw();
    pictures.offer(next.pictures);
    areas.hatch();
    if (next.shape.length) scene.add(L.polygon(next.shape, { pane: "discs", interactive: false, color: StrikeMap.colours.ink, weight: 1.5, dashArray: "4 4", fill: false }));
    if (next.around) scene.add(L.circle([next.around.lat, next.around.lon], { pane: "discs", interactive: false, className: "around", radius: next.around.radius_m, color: StrikeMap.colours.ink, weight: 1.5, dashArray: "4 4", fill: false }));
    view.outline();
    points.drawRings();
    badges.draw();
    names.draw();
    boxes.drawTitle();
    find.offer(next);
    points.draw();
    boxes.drawButtons();
    menu.offer(next);
    tools.write();
    boxes.drawLegend();
    const spot = JSON.stringify([next.focus, next.around, next.rings.map(function (r) { return [r.lat, r.lon]; }), next.within]);
    if (!fitted) view.fit();
    if (!fitted) view.showFrame();
    if (spot !== focusedAt) view.focus();
    focusedAt = spot;
    fitted = true;
    arrange(true);
    frame.setAttribute("aria-label", next.words.map);
    frame.dataset.shown = next.stamp;
    hover.draw();
    if (focused) {
      const again = [...document.querySelectorAll("[data-id]")].find(function (n) { return n.dataset.id === focused; });
      if (again) again.focus({ preventScroll: true });
    }
  }

  // Give badges and names their places. All are measured after all are changed: each change between would lay the page out anew. ``anew``: sizes
  // that are known may have changed.
  function arrange(anew) {
    if (!scene.state) return;
    badges.loosen(anew);
    names.loosen(anew);
    const taken = scene.state.points.map(function (p) {
      const at = scene.map.latLngToContainerPoint([p.lat, p.lon]);
      return layout.around(at.x, at.y, 12, 12);
    });
    const rooms = boxes.rooms();
    taken.push(...rooms);
    names.measure();
    badges.measure();
    badges.settle(taken);
    names.settle(taken);
    villages.settle(taken, rooms);
  }

  // Playback begins: the picture of everything that can appear in a frame, laid out once.
  function enter(whole) {
    if (scene.state === whole) return;
    const { focus, together, selected, rings, within, in_view } = scene.state;
    Object.assign(whole, { focus: focus, together: together, selected: selected, rings: rings, within: within, in_view: in_view, playing: true });
    draw(whole);
  }

  // The window under the hand: as the server would draw it. Shades at once; badges come, go and find their places when texts are due.
  function dragged(figures, lines, id, whole, say) {
    if (whole.show !== "areas") {
      enter(whole);
      return frame(figures, lines, id, say);
    }
    const before = scene.state.playing ? resting : scene.state;
    if (scene.state.playing) draw(resting);
    const filled = function (mark, kind) {
      const s = figures.units[kind + ":" + mark.id];
      if (!s || !(s.n || s.possible)) return [];
      const texts = kind === "area" && say ? { headline: say.short(s.headline), ungraded: say.short(s.ungraded), label: mark.title + ": " + say.counted(s) } : {};
      return [{ ...mark, n: s.n, possible: s.possible, step: s.step, ...texts }];
    };
    const city = whole.city ? filled({ ...whole.city, id: "city" }, "tray")[0] || null : null;
    scene.state = { ...before, areas: whole.areas.flatMap(function (a) { return filled(a, "area"); }), city: city, title: { ...before.title, ...lines } };
    boxes.frame(lines);
    areas.refigure();
    if (say && badges.refigure()) requestAnimationFrame(function () { arrange(false); }); // places in the frame after: one picture with both would be late
    scene.map.getContainer().dataset.drag = id;
  }

  // Show one frame of playback: shading, points and totals at once, badge texts only when they are due (``say``).
  function frame(figures, lines, id, say) {
    const none = { n: 0, possible: 0, headline: {}, ungraded: {}, step: -1, mark: "ungraded" };
    const of = function (kind, code) { return figures.units[kind + ":" + code] || none; };
    boxes.frame(lines);
    areas.frame(of);
    points.frame(of, say);
    if (say) {
      badges.frame(of, say);
      names.turn();
    }
    scene.map.getContainer().dataset.frame = id;
  }

  Object.assign(StrikeMap, { start: start, read: read, show: show });
})();
