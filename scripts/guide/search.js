// Finds sections of the guide that hold all the words typed, whether they are typed with marks or without.
const MOST = 12, AROUND = 70;

function folded(text) {
  return text.toLowerCase().replaceAll("đ", "d").normalize("NFD").replace(/\p{M}/gu, "");
}

for (const section of SECTIONS) section.folded = folded(`${section.heading} ${section.words}`);

function excerpt(section, word) {
  const place = Math.max(folded(section.words).indexOf(word), 0);
  const begin = Math.max(place - AROUND, 0);
  return (begin ? "…" : "") + section.words.slice(begin, place + AROUND) + "…";
}

function found(typed) {
  const words = folded(typed).split(/\s+/).filter(Boolean);
  if (!words.length) return [];
  const phrase = words.join(" ");  // words that stand together count more than words that are scattered
  const rank = (section) => {
    const heading = folded(section.heading);
    const counted = words.filter((word) => heading.includes(word)).length;
    return counted + (section.folded.includes(phrase) ? MOST : 0) + (heading.includes(phrase) ? 2 * MOST : 0);
  };
  return SECTIONS.filter((section) => words.every((word) => section.folded.includes(word)))
    .sort((one, other) => rank(other) - rank(one))
    .slice(0, MOST)
    .map((section) => ({ section, words }));
}

function show(typed) {
  const place = document.getElementById("found");
  place.replaceChildren();
  const results = found(typed);
  for (const { section, words } of results) {
    const link = document.createElement("a"), small = document.createElement("small");
    link.href = `${section.page}#${section.anchor}`;
    link.textContent = `${section.title} › ${section.heading}`;
    small.textContent = excerpt(section, words[0]);
    link.append(small);
    place.append(link);
  }
  if (typed.trim() && !results.length) place.textContent = "Không tìm thấy. Thử ít chữ hơn.";
  document.getElementById("pages").hidden = Boolean(typed.trim());
}

document.getElementById("wanted").addEventListener("input", (event) => show(event.target.value));
