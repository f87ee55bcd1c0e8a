// Reads of a source file what the architecture test asks: its imports, the globals it names, and what it does when it is loaded.
import { readFileSync } from 'node:fs';
import ts from 'typescript';

export interface Import {
  readonly specifier: string;
  /** `import type`, `export type`, `import('…')` in a type, or nothing but `type` names: gone at run time. */
  readonly typeOnly: boolean;
}

export interface SourceFile {
  readonly imports: readonly Import[];
  /** Every identifier that is not the name of a property, `Buffer` among them. */
  readonly names: ReadonlySet<string>;
  /** Things a module must not do at its top level: `let`, `var`, `await`. */
  readonly topLevel: readonly string[];
}

export function readSource(file: string): SourceFile {
  return parseSource(readFileSync(file, 'utf8'), file);
}

export function parseSource(text: string, file = 'source.ts'): SourceFile {
  const tree = ts.createSourceFile(file, text, ts.ScriptTarget.ES2023, true);
  const imports: Import[] = [];
  const names = new Set<string>();
  const topLevel: string[] = [];
  const visit = (node: ts.Node, nested: boolean): void => {
    const found = importOf(node);
    if (found) imports.push(found);
    if (ts.isIdentifier(node) && !isPropertyName(node)) names.add(node.text);
    if (!nested) topLevel.push(...effectOf(node));
    const inside = nested || ts.isFunctionLike(node) || ts.isClassLike(node);
    ts.forEachChild(node, (child) => visit(child, inside));
  };
  visit(tree, false);
  return { imports, names, topLevel };
}

function importOf(node: ts.Node): Import | undefined {
  if (ts.isImportDeclaration(node)) return { specifier: text(node.moduleSpecifier), typeOnly: importsTypesOnly(node) };
  if (ts.isExportDeclaration(node) && node.moduleSpecifier) {
    return { specifier: text(node.moduleSpecifier), typeOnly: exportsTypesOnly(node) };
  }
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    return { specifier: text(node.arguments[0]), typeOnly: false };
  }
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
    return { specifier: text(node.argument.literal), typeOnly: true };
  }
  return undefined;
}

function importsTypesOnly(node: ts.ImportDeclaration): boolean {
  const clause = node.importClause;
  if (!clause) return false;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  if (clause.name || !clause.namedBindings || !ts.isNamedImports(clause.namedBindings)) return false;
  return clause.namedBindings.elements.every((element) => element.isTypeOnly);
}

function exportsTypesOnly(node: ts.ExportDeclaration): boolean {
  if (node.isTypeOnly) return true;
  if (!node.exportClause || !ts.isNamedExports(node.exportClause)) return false;
  return node.exportClause.elements.every((element) => element.isTypeOnly);
}

/** A specifier that is computed is shown as its code, which no rule allows. */
function text(node: ts.Node | undefined): string {
  if (!node) return '';
  return ts.isStringLiteralLike(node) ? node.text : node.getText();
}

function isPropertyName(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node;
  if (ts.isPropertyAssignment(parent) || ts.isPropertySignature(parent) || ts.isPropertyDeclaration(parent)) {
    return parent.name === node;
  }
  return ts.isMethodDeclaration(parent) || ts.isMethodSignature(parent);
}

function effectOf(node: ts.Node): string[] {
  if (ts.isAwaitExpression(node)) return ['await'];
  if (ts.isForOfStatement(node) && node.awaitModifier) return ['for await'];
  if (!ts.isVariableStatement(node)) return [];
  const { flags } = node.declarationList;
  if (flags & ts.NodeFlags.Const || flags & ts.NodeFlags.Using) return [];
  const names = node.declarationList.declarations.map((declaration) => declaration.name.getText());
  return [`${flags & ts.NodeFlags.Let ? 'let' : 'var'} ${names.join(', ')}`];
}
