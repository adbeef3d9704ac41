"""What columns are called: words for ids, inputs, expected answers, slices and outputs in several languages."""

# Words as they stand in column names after `_words`: lower case, without accents, parted by single spaces.
ID = {
    "id", "ids", "key", "uid", "uuid", "guid", "nr", "no", "#", "index", "idx", "number", "item", "case", "case no",
    "item no", "item number", "row", "nummer", "numero", "num", "kennung", "schlussel", "identifiant", "cle",
    "identificador", "clave", "codice", "identificativo", "codigo", "lfd nr", "lfd", "kenmerk",
}  # fmt: skip
KEYS = {"id", "uid", "key", "uuid", "guid"}
EXPECTED_FIRST = {
    "expected", "expected answer", "expected output", "expected value", "expected result", "expected label",
    "expected category", "gold", "gold answer", "gold label", "gold labels", "gold title", "gold choice", "golden",
    "golden answer", "ground truth", "groundtruth", "reference", "reference answer", "correct answer", "target",
    "truth", "ideal", "solution", "erwartet", "erwartete antwort", "erwarteter wert", "erwartetes ergebnis", "soll",
    "sollwert", "musterantwort", "musterlosung", "attendu", "reponse attendue", "valeur attendue",
    "respuesta esperada", "respuesta correcta", "esperado", "valor esperado", "risposta attesa", "atteso",
    "ideal answer", "ideal output", "model answer", "answer key", "completion", "ideal completion", "golden label",
    "human answer", "expert answer", "true answer", "actual answer", "antwort soll", "goldstandard", "gold standard",
    "korrekte antwort", "richtige antwort", "correct option", "correct choice", "correct letter", "correct label",
    "correct category", "right option", "richtige option", "bonne option", "opcion correcta",
    "bonne reponse", "reponse correcte", "reponse de reference",
    "risposta corretta", "resposta esperada", "verwacht", "verwacht antwoord", "verwachte antwoord",
    "oczekiwana odpowiedz",
}  # fmt: skip
EXPECTED_NEXT = {
    "answer", "answers", "antwort", "reponse", "respuesta", "risposta", "resposta", "antwoord", "odpowiedz",
    "final answer", "right answer", "output", "answer text", "answers text", "answer value", "answers answer",
}  # fmt: skip
EXPECTED_LAST = {
    "label", "labels", "category", "class", "kategorie", "klasse", "categorie", "categoria", "intent", "topic",
    "true label", "clause type", "sentiment", "holding", "outcome", "ruling", "disposition", "classification",
    "klassifikation", "klassifizierung", "classificazione", "clasificacion", "result", "ergebnis", "resultat",
    "resultado", "risultato", "risk", "risk level", "risk rating", "risiko", "gl account", "account code", "konto",
    "sachkonto", "etiquette", "etiqueta", "etichetta", "rubrik", "vertragsart", "decision", "conclusion",
}  # fmt: skip
EXPECTED_LEAST = {"a", "response", "reply"}
EXPECTING = {
    "expected", "gold", "golden", "target", "erwartete", "erwarteter", "erwartetes", "erwartet", "soll",
}  # fmt: skip
EXPECTING_AFTER = {
    "expected", "gold", "attendu", "attendue", "esperado", "esperada", "atteso", "attesa", "erwartet",
    "soll", "verwacht",
}  # fmt: skip
INPUT = {
    "q", "question", "text", "input", "prompt", "clause", "clause text", "sentence", "passage", "context", "query",
    "message", "email", "body", "content", "contents", "excerpt", "article", "review", "document", "ocr text",
    "paragraph", "paragraphs", "table", "request", "ticket", "subject", "claim", "statement", "source", "source text",
    "user input", "instruction", "description", "question chain", "final question", "text of question", "transcript",
    "frage", "eingabe", "satz", "textstelle", "klausel", "anfrage", "nachricht", "entree", "texte", "phrase",
    "pregunta", "texto", "entrada", "mensaje", "domanda", "testo", "pergunta", "vraag", "tekst", "pytanie",
    "summary", "abstract", "title", "header", "comment text", "utterance", "conversation", "dialogue", "statute",
    "bill title", "bill summary", "company description", "facts", "fact pattern", "scenario", "premise", "hypothesis",
    "provision", "narrative", "line text", "line item", "posting text", "customer message", "complaint", "recital",
    "betreff", "sachverhalt", "vertragstext", "vertragsklausel", "buchungstext", "verwendungszweck", "fragestellung",
    "prufsatz", "aufgabe", "absatz", "auszug", "objet", "extrait", "libelle", "enonce", "consulta", "clausula",
    "asunto", "descripcion", "clausola", "oggetto", "descrizione", "beschreibung", "descricao", "omschrijving", "opis",
}  # fmt: skip
# A last word that says the column is about another one: its kind, count, place, or somebody's answer.
ABOUT = {
    "type", "count", "pages", "page", "id", "date", "period", "name", "from", "no", "nr", "number", "num", "length",
    "note", "notes", "comment", "comments", "justification", "explanation", "rationale", "reasoning", "reason",
    "url", "link", "file", "filename", "scale", "unit", "derivation", "prediction", "predictions", "predicted",
    "model", "system", "verdict", "reviewer", "score", "judge", "annotator",
}  # fmt: skip
ANSWERS_OF_MODELS = {
    "model", "prediction", "predicted", "human", "judge", "reviewer", "annotator", "system", "vendor", "verdict",
    "zero", "few", "response",
}  # fmt: skip
ANSWERERS = {"model", "system", "config", "candidate", "vendor", "provider", "tool", "engine", "predicted"}
ANSWERS = {"answer", "output", "response", "prediction", "completion", "reply", "antwort"}
WRITTEN = {"summary", "translation", "abstract", "zusammenfassung", "resume"}
OF_RUNS = {"run", "runs", "output", "outputs", "review", "reviews"}
COUNTS = {
    "no", "nr", "number", "num", "count", "counts", "length", "index", "idx", "lange", "page", "pages", "#",
}  # fmt: skip
SLICE = {
    "slice", "segment", "type", "sector", "topic", "language", "lang", "region", "country", "department", "group",
    "difficulty", "domain", "source", "channel", "product", "kategorie", "category", "sprache", "land", "branche",
    "gruppe", "abteilung", "langue", "pays", "secteur", "idioma", "pais", "tipo", "lingua", "settore", "year", "jahr",
}  # fmt: skip
