import ts from "typescript";
import { describe, expect, it } from "vitest";
import { code, type Source } from "./source.js";

/** Exported declarations without a doc comment; lists of re-exports and a module's default export are exempt. */
function undocumented({ path, text }: Source): readonly string[] {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const described = new Set<string>();
  return file.statements.flatMap((statement) => {
    if (!isExported(statement)) return [];
    const names = namesOf(statement);
    const documented = ts.getJSDocCommentsAndTags(statement).length > 0;
    if (documented) for (const name of names) described.add(name);
    // the other signatures of a function, and a type that shares its value's name, need no words of their own
    return documented || names.every((name) => described.has(name)) ? [] : names.map((name) => `${path}: ${name}`);
  });
}

const isExported = (statement: ts.Statement): boolean =>
  ts.canHaveModifiers(statement) &&
  (ts.getModifiers(statement) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);

function namesOf(statement: ts.Statement): readonly string[] {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.map(({ name }) => name.getText());
  const named = statement as ts.Statement & { readonly name?: ts.Node };
  return [named.name?.getText() ?? "default"];
}

describe("every export", () => {
  it("of src/ and probes/ says what it means", () => {
    expect(code("src", "probes", "calibration").flatMap(undocumented)).toEqual([]);
  });

  it("that does not is found out", () => {
    const text =
      "/** Said. */\nexport const a = 1;\nexport type B = 2;\nexport function c() {}\nconst d = 3;\nexport { d };";
    expect(undocumented({ path: "x.ts", text })).toEqual(["x.ts: B", "x.ts: c"]);
  });
});
