// What does a text in the search box mean: a place by any of its spellings, an incident by an id, a position? Pure.
StrikeMap.finding = (function () {
  "use strict";
  const MOST = 8;
  const ALIKE = { "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ة": "ه", "ى": "ي", "ـ": "" };
  const CONSONANTS = Object.fromEntries([..."بتثجحخدذرزسشصضطظغفقكلمنهئؤ"].map(function (x, k) { return [x, "btTjhkdDrzsSsdtDgfkklmnh--"[k]]; })
    .concat([..."اويعء"].map(function (x) { return [x, ""]; })));
  const PAIRS = [["kh", "k"], ["gh", "g"], ["dh", "D"], ["th", "T"], ["sh", "S"], ["ch", "S"], ["q", "k"], ["c", "k"], ["v", "f"], ["p", "b"]];
  const ARTICLE = /(?<![\p{L}\p{N}_])(?:a[lrsdtnz]|ash|ath|adh|el|ed|er|es|et|esh)[ -](?=[\p{L}\p{N}_])/gu;
  const ARABIC_ARTICLE = /(?<![\p{L}\p{N}_])ال(?=[\p{L}\p{N}_]{2})/gu;

  function each(text, table) { return [...text].map(function (x) { return x in table ? table[x] : x; }).join(""); }

  // As geo/land/places folds and strips a name; a test compares them.
  function fold(text) {
    const plain = each(each(text, ALIKE).toLowerCase().normalize("NFKD").replace(/[\p{Mn}\p{Cf}\p{Cc}]/gu, ""), ALIKE);
    return plain.replace(/[`'\u2018\u2019\u02bb\u02bc\u02be\u02bf]/g, "").replace(/[-|]/g, " ").trim().replace(/\s+/g, " ");
  }

  function bare(text) { return fold(text).replace(ARTICLE, ""); }

  function light(text) { return bare(text).replace(ARABIC_ARTICLE, ""); } // without its article, in either script

  function skeleton(name) {
    let text = each(light(name), CONSONANTS).replaceAll("-", "");
    for (const [pair, letter] of PAIRS) text = text.replaceAll(pair, letter);
    return text.split(" ").map(function (w) { return w.replace(/[^a-zDTS]|[aeiouwy]/g, "").replace(/(.)\1+/g, "$1").replace(/h+$/, ""); })
      .filter(Boolean).join(" ").toLowerCase();
  }

  // What is looked up, made ready once. Places: code, latitude, longitude, names (English, Arabic, then the others), subdistrict.
  function ready(data) {
    const places = data.places.map(function (p) {
      const keys = p[3].filter(Boolean).map(function (name) { return { name: name, whole: fold(name), bare: light(name), bones: skeleton(name) }; });
      return { kind: "place", id: p[0], lat: p[1], lon: p[2], names: p[3], within: p[4], keys: keys };
    });
    const incidents = data.incidents.map(function (i) {
      return { kind: "incident", id: i[0], ids: i[1], keys: i[1].map(fold), lat: i[2], lon: i[3], names: i[4], days: i[5] };
    });
    return { places: places, incidents: incidents };
  }

  // How well a spelling fits: 0 the same, to 5 the same consonants at its beginning; null not at all.
  function fits(key, q) {
    if (key.whole === q.whole || key.bare === q.bare) return 0;
    if (key.whole.startsWith(q.whole) || key.bare.startsWith(q.bare)) return 1;
    if (key.whole.includes(" " + q.whole)) return 2;
    if (q.bones.length > 1 && key.bones === q.bones) return 3;
    if (q.whole.length > 2 && key.whole.includes(q.whole)) return 4;
    return q.bones.length > 2 && key.bones.startsWith(q.bones) ? 5 : null;
  }

  function inPlaces(places, text) {
    const q = { whole: fold(text), bare: light(text), bones: skeleton(text) }, found = [];
    if (!q.bare) return found;
    for (const place of places) {
      let best = null;
      for (const key of place.keys) {
        const rank = fits(key, q);
        if (rank !== null && (!best || rank < best.rank)) best = { rank: rank, by: key.name };
      }
      if (best) found.push({ ...place, ...best });
    }
    return found.sort(function (a, b) { return a.rank - b.rank; }); // those alike stay in the order they came: by importance
  }

  function inIncidents(incidents, text) {
    const wanted = fold(text), found = [];
    if (wanted.length < 2 || !/\d/.test(wanted)) return found;
    for (const incident of incidents) {
      const ranks = incident.keys.map(function (key) { return key === wanted || key.endsWith(":" + wanted) ? 0 : key.includes(":" + wanted) ? 1 : key.includes(wanted) ? 2 : 9; });
      const rank = Math.min(...ranks);
      if (rank < 9) found.push({ ...incident, rank: rank, by: incident.ids[ranks.indexOf(rank)] });
    }
    return found.sort(function (a, b) { return a.rank - b.rank || a.by.length - b.by.length; });
  }

  function plain(text) {
    return text.replace(/[\u0660-\u0669]/g, function (d) { return String(d.charCodeAt(0) - 0x660); })
      .replace(/[\u06f0-\u06f9]/g, function (d) { return String(d.charCodeAt(0) - 0x6f0); })
      .replace(/[\u200e\u200f\u2066-\u2069]/g, "").replace(/٫/g, ".").replace(/[،;]/g, ",").replace(/[−–]/g, "-")
      .replace(/شمالا?ً?/g, "N").replace(/جنوبا?ً?/g, "S").replace(/شرقا?ً?/g, "E").replace(/غربا?ً?/g, "W").trim().toUpperCase();
  }

  const SIZE = "(-?\\d{1,3}(?:\\.\\d+)?)\\s*(?:°\\s*(?:(\\d{1,2}(?:\\.\\d+)?)\\s*['′’]\\s*)?(?:(\\d{1,2}(?:\\.\\d+)?)\\s*(?:\"|″|”|''|′′)\\s*)?)?";
  const LETTER = "([NSEW])", NONE = "()";
  const WAYS = [[NONE, NONE, "\\s*[,\\s/]\\s*"], [LETTER, NONE, "\\s*[,\\s/]?\\s*"], [NONE, LETTER, "\\s*[,\\s/]?\\s*"]].map(function (w) {
    const angle = w[0] + "\\s*" + SIZE + "\\s*" + w[1];
    return new RegExp("^" + angle + w[2] + angle + "$");
  });

  // Both orders where nothing says which number is the latitude: a reader chooses, by what is written beside.
  function degrees(text) {
    const commas = /^(-?\d{1,3}),(\d+)\s*[,\s]\s*(-?\d{1,3}),(\d+)$/.exec(text);
    const pair = commas ? commas[1] + "." + commas[2] + " " + commas[3] + "." + commas[4] : text;
    const m = WAYS.map(function (way) { return way.exec(pair); }).find(Boolean);
    if (!m) return [];
    const one = function (k) {
      if (Number(m[k + 2] || 0) >= 60 || Number(m[k + 3] || 0) >= 60) return null;
      const letter = m[k] || m[k + 4] || "", size = Math.abs(Number(m[k + 1])) + Number(m[k + 2] || 0) / 60 + Number(m[k + 3] || 0) / 3600;
      return { letter: letter, value: (m[k + 1].startsWith("-") ? -1 : 1) * (/[SW]/.test(letter) ? -1 : 1) * size };
    };
    const a = one(1), b = one(6);
    if (!a || !b) return [];
    const at = function (lat, lon, swapped) { return Math.abs(lat.value) <= 90 && Math.abs(lon.value) <= 180 ? [{ kind: "position", lat: lat.value, lon: lon.value, swapped: swapped }] : []; };
    if (!a.letter) return at(a, b, false).concat(a.value === b.value ? [] : at(b, a, true));
    const north = /[NS]/.test(a.letter);
    return north === /[NS]/.test(b.letter) ? [] : north ? at(a, b, false) : at(b, a, false);
  }

  const LEAST = { C: 11, D: 20, E: 28, F: 37, G: 46, H: 55, J: 64, K: 73, L: 82, M: 91, N: 0, P: 8, Q: 17, R: 26, S: 35, T: 44, U: 53, V: 62, W: 70, X: 79 };
  const COLUMNS = ["ABCDEFGH", "JKLMNPQR", "STUVWXYZ"], ROWS = "ABCDEFGHJKLMNPQRSTUV";

  // A reference of the MGRS names a square, the smaller the more digits it has: its middle, and its corners. Band letters as in NGA.STND.0037.
  function grid(text) {
    const m = /^(\d{1,2})\s*([C-HJ-NP-X])\s*([A-HJ-NP-Z])\s*([A-HJ-NP-V])\s*((?:\d\s*){2,10})$/.exec(text);
    const digits = m ? m[5].replace(/\s/g, "") : "", zone = m ? Number(m[1]) : 0;
    if (!m || digits.length % 2 || zone < 1 || zone > 60) return [];
    const column = COLUMNS[(zone - 1) % 3].indexOf(m[3]), half = digits.length / 2, side = Math.pow(10, 5 - half);
    if (column < 0) return [];
    const row = (ROWS.indexOf(m[4]) - (zone % 2 ? 0 : 5) + 20) % 20;
    const band = LEAST[m[2]] * 100000, lap = 2000000, first = row * 100000;
    const square = first + lap * Math.max(0, Math.ceil((band - first) / lap));
    const east = (column + 1) * 100000 + Number(digits.slice(0, half)) * side, north = square + Number(digits.slice(half)) * side;
    const at = function (x, y) { return degreesOf(zone, m[2] < "N", east + x * side, north + y * side); };
    const middle = at(0.5, 0.5);
    return [{ kind: "grid", lat: middle[0], lon: middle[1], side_m: side, corners: [at(0, 0), at(1, 0), at(1, 1), at(0, 1)], text: m[1] + m[2] + " " + m[3] + m[4] + " " + digits.slice(0, half) + " " + digits.slice(half) }];
  }

  // UTM to degrees on WGS84: Snyder, Map Projections (USGS 1395), equations 8-17 to 8-26.
  function degreesOf(zone, south, east, north) {
    const a = 6378137, f = 1 / 298.257223563, k0 = 0.9996, e2 = f * (2 - f), p2 = e2 / (1 - e2), { sin, cos, tan, sqrt, pow } = Math;
    const mu = (south ? north - 10000000 : north) / k0 / (a * (1 - e2 / 4 - 3 * e2 * e2 / 64 - 5 * pow(e2, 3) / 256)), e1 = (1 - sqrt(1 - e2)) / (1 + sqrt(1 - e2));
    const phi = mu + (3 * e1 / 2 - 27 * pow(e1, 3) / 32) * sin(2 * mu) + (21 * e1 * e1 / 16 - 55 * pow(e1, 4) / 32) * sin(4 * mu) + 151 * pow(e1, 3) / 96 * sin(6 * mu) + 1097 * pow(e1, 4) / 512 * sin(8 * mu);
    const C = p2 * pow(cos(phi), 2), T = pow(tan(phi), 2), root = 1 - e2 * pow(sin(phi), 2), N = a / sqrt(root), R = a * (1 - e2) / pow(root, 1.5), D = (east - 500000) / (N * k0);
    const lat = phi - N * tan(phi) / R * (D * D / 2 - (5 + 3 * T + 10 * C - 4 * C * C - 9 * p2) * pow(D, 4) / 24 + (61 + 90 * T + 298 * C + 45 * T * T - 252 * p2 - 3 * C * C) * pow(D, 6) / 720);
    const lon = (D - (1 + 2 * T + C) * pow(D, 3) / 6 + (5 - 2 * C + 28 * T - 3 * C * C + 8 * p2 + 24 * T * T) * pow(D, 5) / 120) / cos(phi);
    return [lat * 180 / Math.PI, zone * 6 - 183 + lon * 180 / Math.PI];
  }

  // What a text may mean, the likeliest first. Positions on the map come before those that lie elsewhere. ``bounds``: [[south, west], [north, east]].
  function search(index, text, bounds) {
    const said = plain(text), spots = [...grid(said), ...degrees(said)];
    for (const spot of spots) spot.outside = spot.lat < bounds[0][0] || spot.lat > bounds[1][0] || spot.lon < bounds[0][1] || spot.lon > bounds[1][1];
    const near = spots.filter(function (spot) { return !spot.outside; }), far = spots.filter(function (spot) { return spot.outside; });
    if (spots.length) return near.length ? near : far; // the order of two numbers that lies on the map is the one that is meant
    return [...inIncidents(index.incidents, text), ...inPlaces(index.places, text)].slice(0, MOST);
  }

  return { fold: fold, skeleton: skeleton, ready: ready, degrees: degrees, grid: grid, plain: plain, search: search };
})();
