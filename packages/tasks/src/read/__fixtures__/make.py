"""Files and golden values of the data readers' tests: python make.py (pyarrow, pandas; versions are written to versions.json)."""
import base64, csv, datetime as dt, decimal, io, json, os, random, sys
import numpy as np, pandas as pd, pyarrow as pa, pyarrow.parquet as pq

os.chdir(os.path.dirname(os.path.abspath(__file__)))
SEED = 20260401

def save(name, value):
    with open(name, 'w', encoding='utf-8') as f:
        json.dump(value, f, ensure_ascii=False, indent=1)
        f.write('\n')

# --- Parquet: every type that Arrow writes, and what pandas or Python calls its values.
D = decimal.Decimal
types = pa.table({
    'int64': pa.array([2**53 + 1, -2**63, None], pa.int64()),
    'uint64': pa.array([2**64 - 1, 0, None], pa.uint64()),
    'uint32': pa.array([2**32 - 1, 0, None], pa.uint32()),
    'int8': pa.array([-128, 127, None], pa.int8()),
    'float32': pa.array([0.1, 16777216, None], pa.float32()),
    'float16': pa.array([0.5, 1.5, None], pa.float16()),
    'float64': pa.array([0.1, 1.5, float('nan')], pa.float64()),
    'decimal38': pa.array([D('12345678901234567890.12'), D('-0.10'), None], pa.decimal128(38, 2)),
    'decimal9': pa.array([D('1.50'), D('-0.07'), None], pa.decimal128(9, 2)),
    'decimal256': pa.array([D('1.50'), D('-90071992547409.93'), None], pa.decimal256(60, 2)),
    'decimal0': pa.array([D('15'), D('-7'), None], pa.decimal128(5, 0)),
    'timestamp_us': pa.array([dt.datetime(2020, 1, 2, 3, 4, 5, 678901), dt.datetime(1960, 1, 1), None], pa.timestamp('us')),
    'timestamp_ns': pa.array([1577934245678901234, -1, None], pa.timestamp('ns')),
    'timestamp_utc': pa.array([dt.datetime(2020, 1, 2, 3, 4, 5), dt.datetime(1960, 1, 1), None], pa.timestamp('ms', tz='UTC')),
    'date': pa.array([dt.date(2020, 1, 2), dt.date(1900, 2, 28), None], pa.date32()),
    'time': pa.array([dt.time(12, 34, 56), dt.time(0, 0, 0, 5), None], pa.time64('us')),
    'string': pa.array(['很好', '', None], pa.string()),
    'large_string': pa.array(['a', '\ufeffb', None], pa.large_string()),
    'dictionary': pa.array(['a', 'b', None]).dictionary_encode(),
    'null': pa.array([None, None, None], pa.null()),
    'list_of_one': pa.array([['a'], ['b'], []], pa.list_(pa.string())),
    'int_list_of_one': pa.array([[2**53 + 1], [-1], None], pa.list_(pa.int64())),
    '__proto__': pa.array(['p', 'q', None]),
    'constructor': pa.array(['p', 'q', None]),
    'toString': pa.array(['p', None, None]),
    'with.dot': pa.array(['p', 'q', None]),
})
def text(name, value):
    if value is None or value == [] or value == '': return None
    if isinstance(value, list): return text(name, value[0])
    if name == 'float32': value = np.float32(value)
    if isinstance(value, (float, np.floating)):
        if np.isnan(value): return None
        # A whole number is written without ".0", as JavaScript does.
        return str(int(value)) if value == int(value) else str(value)
    return str(value)
pq.write_table(types, 'types.parquet', compression='zstd')
save('types.json', {n: [text(n, v) for v in types[n].to_pylist()] for n in types.column_names})

odd = pa.table({
    'list': pa.array([['a'], ['a', 'b']], pa.list_(pa.string())),
    'numbers': pa.array([[1], [2**53 + 1, 3]], pa.list_(pa.int64())),
    'structure': pa.array([None, {'x': 1, 'y': 'z'}]),
    'map': pa.array([None, [('k', 1)]], pa.map_(pa.string(), pa.int64())),
    'list_of_structures': pa.array([[{'x': 1}], []]),
    'bytes': pa.array([b'text', b'\xff\x00\x01'], pa.binary()),
})
pq.write_table(odd, 'odd.parquet')

# --- Parquet that unpacks to more than is read: 2.1 million rows, 21 million cells, 500 MB.
n = 2_100_000
one = pa.DictionaryArray.from_arrays(pa.array(np.zeros(n, np.int8)), ['x' * 60])
pq.write_table(pa.table({'text': one, 'label': one}), 'rows.parquet', row_group_size=n, store_schema=False, compression='zstd', data_page_size=1 << 26)
n = 700_000
one = pa.DictionaryArray.from_arrays(pa.array(np.zeros(n, np.int8)), ['x'])
pq.write_table(pa.table({f'c{i}': one for i in range(30)}), 'cells.parquet', row_group_size=n, store_schema=False, compression='zstd', data_page_size=1 << 26)
pq.write_table(pa.table({'text': ['x' * 50_000_000] * 10}), 'bytes.parquet', use_dictionary=False, store_schema=False, compression='zstd', compression_level=19, write_statistics=False)

# --- CSV: what Python's csv module reads, where it can be read; pandas must agree.
random.seed(SEED)
def read(text, delimiter):
    return list(csv.reader(io.StringIO(text, newline=''), delimiter=delimiter))
cases, wanted = [], 300
while len(cases) < wanted:
    delimiter = random.choice(',;\t|')
    newline = random.choice(['\n', '\r\n'])
    def field():
        kind = random.random()
        body = ''.join(random.choice(['a', ' ', '"', "'", '好', '\\', delimiter, 'b', '""', '1']) for _ in range(random.randint(0, 6)))
        if kind < 0.4: return body.replace(delimiter, '').lstrip('"')
        if kind < 0.6: return '"' + body.replace('"', '""') + random.choice(['', newline, newline * 2]) + '"'
        if kind < 0.8: return 'a' + body.replace(delimiter, '')
        return '"' + body.replace('"', '').replace('\\', '') + '"' + random.choice(['', '', 'a', ' ', 'b"'])
    text_ = newline.join(['x' + delimiter + 'y'] + [delimiter.join([field(), field()]) for _ in range(random.randint(1, 3))]) + random.choice(['', newline])
    rows = read(text_, delimiter)
    rows = [r for r in rows if r and (len(r) > 1 or r[0].strip())]
    if any(len(r) != 2 for r in rows) or len(rows) < 2: continue
    try: frame = pd.read_csv(io.StringIO(text_, newline=''), sep=delimiter, dtype=str, keep_default_na=False)
    except pd.errors.ParserError: continue
    same = lambda s: s.replace('\r\n', '\n')
    assert [[same(v) for v in r] for r in frame.values.tolist()] == [[same(v) for v in r] for r in rows[1:]], (text_, rows, frame)
    cases.append({'text': text_, 'delimiter': delimiter, 'rows': rows[1:]})
save('csv.json', cases)

# --- Encodings: the same rows in what people save them in.
texts = {
    'zh': (['gb18030', 'gbk', 'utf-16-le', 'utf-16-be'], '很快，好吃，味道足，量大|送餐员态度非常好，下次还点这家|没有想象中的好，有点咸|等了两个小时，饭都凉了|味道一般，分量太少了'),
    'zh-TW': (['big5', 'utf-16-le'], '很快，好吃，味道夠，份量大|送餐員態度非常好，下次還點這家|沒有想像中的好，有點鹹|等了兩個小時，飯都涼了|味道一般，份量太少了'),
    'ja': (['shift_jis', 'euc_jp', 'utf-16-le'], 'とても美味しかったです、また行きたい|スタッフの対応が悪くて残念でした|部屋は広くて清潔でした|朝食はいまいちだった|駅から近くて便利です'),
    'ko': (['euc_kr', 'utf-16-le'], '정말 맛있었어요, 다시 가고 싶어요|직원이 불친절해서 실망했습니다|방이 넓고 깨끗했습니다|아침 식사는 별로였다|역에서 가까워서 편리해요'),
    'fr': (['cp1252', 'latin-1', 'utf-16-le'], 'très déçu de la crème brûlée|le garçon était désagréable à côté|hôtel agréable, près de la forêt|où est passé le café élégant ?|il a été reçu à bras ouverts'),
    'en': (['cp1252'], 'it’s a “great” film — really|don’t bother, it’s dull|the hero’s café scene… wow|£10 well spent, naïve but sweet|I’d see it again'),
    'pl': (['cp1250'], 'obsługa była świetna, jedzenie też|niestety było zimno i źle pachniało|pokój był duży i czysty, dziękuję|śniadanie mogłoby być lepsze|bardzo się zawiodłem, nigdy więcej'),
    'ru': (['cp1251', 'koi8_r', 'utf-16-le'], 'очень вкусно, обязательно вернёмся|официант был груб, мы разочарованы|номер большой и чистый, спасибо|завтрак так себе, кофе холодный|рядом с метро, это удобно'),
    'el': (['cp1253'], 'το φαγητό ήταν υπέροχο και ζεστό|η εξυπηρέτηση ήταν πολύ κακή|το δωμάτιο ήταν μεγάλο και καθαρό|το πρωινό δεν μας άρεσε καθόλου|είναι κοντά στον σταθμό'),
    'th': (['cp874'], 'อาหารอร่อยมากและบริการดี|ห้องพักสกปรกและพนักงานไม่สุภาพ|ห้องกว้างและสะอาดดีมาก|อาหารเช้าไม่ค่อยดีเท่าไหร่|ใกล้สถานีเดินทางสะดวก'),
}
rows = []
for language, (encodings, lines) in texts.items():
    table = 'label,review\n' + ''.join(f'{i % 2},"{line}"\n' for i, line in enumerate(lines.split('|')))
    for encoding in encodings:
        rows.append({'language': language, 'encoding': encoding, 'text': table, 'base64': base64.b64encode(table.encode(encoding)).decode()})
save('encodings.json', rows)
save('versions.json', {'python': sys.version.split()[0], 'pyarrow': pa.__version__, 'pandas': pd.__version__, 'seed': SEED})
