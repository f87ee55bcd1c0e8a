// Gemini's streamGenerateContent with `alt=sse`, and generateContent.
import type { Piece } from './answer.ts';
import type { Wire } from './wire.ts';

const MODEL = 'gemini-3.8-flash';
const event = (data: object) => `data: ${spaced(data)}\r\n\r\n`;

export const geminiWire: Wire = {
  stream(pieces) {
    return [
      ...pieces.map((piece) => event(chunk(piece, parts(piece)))),
      event({
        ...chunk({ tokens: pieces.length }, [{ text: '' }]),
        candidates: [{ content: { parts: [{ text: '' }], role: 'model' }, finishReason: 'STOP', index: 0 }],
      }),
    ];
  },
  complete(text) {
    return JSON.stringify({
      ...chunk({ tokens: 24 }, []),
      candidates: [
        { content: { parts: [{ text }], role: 'model' }, finishReason: 'STOP', avgLogprobs: -0.0213, index: 0 },
      ],
    });
  },
};

/** Without `tokens` the counts stay those of the prompt, as while the model has none to tell. */
function chunk(piece: Piece, parts: readonly object[]): object {
  const { tokens } = piece;
  return {
    candidates: [{ content: { parts, role: 'model' }, index: 0 }],
    ...(piece.padding !== undefined && { obfuscation: piece.padding }),
    usageMetadata: {
      promptTokenCount: 12,
      ...(tokens !== undefined && { candidatesTokenCount: tokens }),
      totalTokenCount: 12 + (tokens ?? 0),
      promptTokensDetails: [{ modality: 'TEXT', tokenCount: 12 }],
    },
    modelVersion: MODEL,
    responseId: piece.id ?? 'J3dHapyWENS3g8UPyrefuAE',
  };
}

function parts({ text, reasoning }: Piece): readonly object[] {
  return [
    ...(reasoning === undefined ? [] : [{ text: reasoning, thought: true }]),
    ...(text === undefined ? [] : [{ text }]),
  ];
}

/** Google writes a space behind a colon and none behind a comma. */
function spaced(data: object): string {
  return JSON.stringify(data).replace(/"((?:[^"\\]|\\.)*)":/g, '"$1": ');
}
