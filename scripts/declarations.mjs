// Type declarations of one package, written beside its built JavaScript: dist/x.d.ts for every src/x.ts that an entry reaches.
// They are made against the built declarations of the packages it depends on, as a user's compiler sees them.
import { join } from 'node:path';
import ts from 'typescript';
import { root } from './workspace.mjs';

/** @param {string} directory the package @param {string[]} sources its entry files, relative to it */
export function emitDeclarations(directory, sources) {
  const config = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: (found) => fail([found]) };
  const base = ts.getParsedCommandLineOfConfigFile(join(root, 'tsconfig.base.json'), {}, config);
  const program = ts.createProgram({
    rootNames: sources.map((source) => join(directory, source)),
    options: {
      ...base?.options,
      configFilePath: undefined,
      customConditions: [],
      declaration: true,
      emitDeclarationOnly: true,
      noEmitOnError: true,
      stripInternal: true,
      rootDir: join(directory, 'src'),
      outDir: join(directory, 'dist'),
    },
  });
  const { diagnostics } = program.emit(undefined, undefined, undefined, true, {
    afterDeclarations: [importsOfBuiltFiles],
  });
  const found = [...ts.getPreEmitDiagnostics(program), ...diagnostics];
  if (found.length > 0) fail(found);
}

/** The compiler leaves `./x.ts` in declarations, where only `./x.js` means the same to every reader. */
function importsOfBuiltFiles(context) {
  const visit = (node) => {
    if (namesModule(node)) return ts.visitEachChild(node, rename, context);
    return ts.visitEachChild(node, visit, context);
  };
  const rename = (node) => {
    if (ts.isLiteralTypeNode(node)) return ts.visitEachChild(node, rename, context);
    if (!ts.isStringLiteral(node)) return visit(node);
    const source = /^\.\.?\/.*(?<!\.d)\.ts$/.test(node.text);
    return source ? context.factory.createStringLiteral(node.text.replace(/\.ts$/, '.js'), true) : node;
  };
  return (file) => ts.visitEachChild(file, visit, context);
}

/** `import … from`, `export … from`, `import('…')` in a type, and `declare module '…'`. */
function namesModule(node) {
  return (
    ts.isImportDeclaration(node) ||
    ts.isExportDeclaration(node) ||
    ts.isImportTypeNode(node) ||
    ts.isModuleDeclaration(node)
  );
}

function fail(diagnostics) {
  const host = { getCanonicalFileName: (file) => file, getCurrentDirectory: () => root, getNewLine: () => '\n' };
  throw new Error(`\n${ts.formatDiagnostics(ts.sortAndDeduplicateDiagnostics(diagnostics), host)}`);
}
