// Health: the first line of the list of models is cheap and needs the key.
import { healthOperation } from '@kit/http';
import { encodeModelsPage } from '@kit/transformer-gemini';

export const health = healthOperation({ ask: encodeModelsPage(undefined, 1) });
