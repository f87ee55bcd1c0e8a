// What the account has left: `GET /user/balance`, one row for each currency, amounts as text.
import { type Balance, balanceOperation } from '@kit/http';
import { isRecord, numberOf, recordOf, stringOf } from '@kit/wire';

export const balance = balanceOperation({
  path: '/user/balance',
  read(body) {
    const { balance_infos: rows, is_available: available } = recordOf(body) ?? {};
    if (!Array.isArray(rows)) return undefined;
    return { available: available !== false, balances: rows.filter(isRecord).map(balanceOf) };
  },
});

function balanceOf(row: Readonly<Record<string, unknown>>): Balance {
  const currency = stringOf(row.currency);
  const granted = numberOf(row.granted_balance);
  const paid = numberOf(row.topped_up_balance);
  return {
    ...(currency !== undefined && { currency }),
    total: numberOf(row.total_balance) ?? (granted ?? 0) + (paid ?? 0),
    ...(granted !== undefined && { granted }),
    ...(paid !== undefined && { paid }),
  };
}
