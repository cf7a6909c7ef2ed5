/** The page that tells of every family: what a card's *Why?* opens. Made from the same data as the settings' list. */

const KINDS = { speculation: "Speculation", disclaimer: "Disclaimers", call: "Trading calls" };

/** @param {import("./families.mjs").Subtype[]} subtypes */
export function familiesPage(subtypes) {
  const kinds = Object.entries(KINDS).map(([label, name]) => [
    label,
    name,
    subtypes.filter((of) => of.label === label),
  ]);
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>What Saltgrain looks for</title>
    <link rel="stylesheet" href="families.css">
  </head>
  <body>
    <header>
      <h1>What Saltgrain looks for</h1>
      <p>Each mark is made for a family of wordings. Here is every family, with what it tells and sentences that it finds.
        A mark speaks of a sentence and how it is put, not of whoever wrote it.</p>
      <nav aria-label="Kinds">${kinds.map(([label, name]) => `<a href="#${label}">${name}</a>`).join(" ")}</nav>
    </header>
    <main>
${kinds.map(kind).join("\n")}
    </main>
  </body>
</html>
`;
}

function kind([label, name, subtypes]) {
  return `<section id="${label}" class="${label}"><h2>${name}</h2>
${subtypes.map(subtype).join("\n")}
</section>`;
}

function subtype({ id, tag, message, families }) {
  return `<section id="${id}"><h3>${text(tag)}</h3><p>${text(message)}</p>
${families.map((of) => family(of, message)).join("\n")}
</section>`;
}

function family({ id, name, message, examples, nearMisses }, otherwise) {
  const own = message === otherwise ? "" : `<p>${text(message)}</p>`;
  return `<article id="${id}" aria-labelledby="${id}-name"><h4 id="${id}-name">${text(name)} <code>${id}</code></h4>${own}
${list("Found", examples)}${list("Not found", nearMisses)}</article>`;
}

function list(name, sentences) {
  if (!sentences?.length) return "";
  return `<h5>${name}</h5><ul>${sentences.map((sentence) => `<li>${text(sentence)}</li>`).join("")}</ul>`;
}

function text(plain) {
  return plain.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
