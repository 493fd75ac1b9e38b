/* #status: the one place where a page says what happened, and a live region. Its words come from the server, as
   data- attributes, in the reader's language (templates/training/parts/messages.html).

   page.word(name)          the words of data-<name>
   page.line(kind, text…)   one line that everybody sees, in the place of what stood there; more nodes may follow the text
   page.say(text)           said to who listens, beside what stands there */

const page = (window.page ??= {});

const place = () => document.getElementById("status");

page.word = (name) => place()?.dataset[name] ?? "";

page.line = (kind, text, ...more) => {
  const line = document.createElement("p");
  line.className = `status status--${kind}`;
  line.append(text, ...more);
  place()?.replaceChildren(line);
  return line;
};

page.say = (text) => {
  const line = document.createElement("p");
  line.className = "sr";
  line.textContent = text;
  place()?.append(line);
};

page.button = (text, act) => {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn--text";
  button.textContent = text;
  button.addEventListener("click", act);
  return button;
};
