// What a call leaves among old objects: see docs/decisions/0005-what-outlives-a-call.md.
import { readFileSync } from 'node:fs';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { workspacePackages } from '../scripts/workspace.mjs';
import { publishedFiles } from './source-files.ts';

/** `file:line` of each place that stores a closure where the engine takes it for a lasting one. */
function outliving(name: string, text: string): string[] {
  const source = ts.createSourceFile(name, text, ts.ScriptTarget.Latest);
  const found: string[] = [];
  const note = (node: ts.Node) => {
    const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
    found.push(`${name}:${line + 1}`);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isObjectLiteralExpression(node)) {
      for (const property of node.properties) if (ts.isGetAccessor(property)) note(property);
    }
    const isAssignment =
      ts.isBinaryExpression(node) &&
      node.operatorToken.kind >= ts.SyntaxKind.FirstAssignment &&
      node.operatorToken.kind <= ts.SyntaxKind.LastAssignment;
    if (
      isAssignment &&
      // Entries of tables, `handlers[operation] = …`, are made once, with the provider.
      ts.isPropertyAccessExpression(node.left) &&
      (ts.isArrowFunction(node.right) || ts.isFunctionExpression(node.right))
    )
      note(node);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

describe('code that runs with every call', () => {
  // Every source of every package is parsed.
  it('stores no closure where it outlives the call', { timeout: 120_000 }, () => {
    const published = workspacePackages().filter((found) => found.published && found.name !== '@kit/testing');
    const files = published.flatMap(publishedFiles);
    expect(files.length).toBeGreaterThan(100);
    expect(files.flatMap((file) => outliving(file, readFileSync(file, 'utf8')))).toEqual([]);
  });

  it('is told apart from code that does', () => {
    const texts = ['this.#end = () => {};', 'a.b ??= function () {};', 'f({ get x() { return y; } });'];
    for (const text of texts) expect(outliving('x.ts', text)).toEqual(['x.ts:1']);
    const fine = [
      'const end = () => {}; this.#end = end;',
      'class A { #f = () => {}; get x() {} }',
      'f({ x: () => {} });',
      'handlers[operation] = (call) => answer(call);',
    ];
    for (const text of fine) expect(outliving('x.ts', text)).toEqual([]);
  });
});
