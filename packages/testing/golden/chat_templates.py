"""
Chat templates in the manner of the families in use (written for this project, none is a copy) and small ones for single features of jinja,
with what transformers renders. `strftime_now` stands at 26 July 2024.
Remake: python packages/testing/golden/chat_templates.py
"""

from datetime import datetime

from common import FIXTURES, origin, write_json
from transformers.utils import chat_template_utils

OUT = FIXTURES.parents[1] / "models" / "src" / "tokenizer" / "jinja" / "__fixtures__" / "templates.json"

TEMPLATES = {
    "llama 3": """{{- bos_token }}
{%- if not date_string is defined %}
    {%- if strftime_now is defined %}
        {%- set date_string = strftime_now("%d %b %Y") %}
    {%- else %}
        {%- set date_string = "26 Jul 2024" %}
    {%- endif %}
{%- endif %}
{%- if messages[0]['role'] == 'system' %}
    {%- set system_message = messages[0]['content']|trim %}
    {%- set messages = messages[1:] %}
{%- else %}
    {%- set system_message = "" %}
{%- endif %}
{{- "<|start_header_id|>system<|end_header_id|>\\n\\nToday Date: " + date_string + "\\n\\n" + system_message + "<|eot_id|>" }}
{%- for message in messages %}
    {%- if not (message.role == 'ipython' or 'tool_calls' in message) %}
        {{- '<|start_header_id|>' + message['role'] + '<|end_header_id|>\\n\\n' + message['content'] | trim + '<|eot_id|>' }}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}{{- '<|start_header_id|>assistant<|end_header_id|>\\n\\n' }}{%- endif %}
""",
    "qwen 2.5": """{%- if tools %}{{- '<|im_start|>system\\n' ~ (tools | tojson) }}{%- elif messages[0]['role'] != 'system' %}
    {{- '<|im_start|>system\\nYou are a helpful assistant.<|im_end|>\\n' }}
{%- endif %}
{%- for message in messages %}
    {%- if (message.role == "user") or (message.role == "system" and not loop.first) or (message.role == "assistant" and not message.tool_calls) %}
        {{- '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>' + '\\n' }}
    {%- elif loop.first %}{{- '<|im_start|>system\\n' + message.content + '<|im_end|>\\n' }}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|im_start|>assistant\\n' }}
{%- endif %}
""",
    "qwen 3": """{%- set ns = namespace(multi_step_tool=true, last_query_index=messages|length - 1) %}
{%- for message in messages[::-1] %}
    {%- set index = (messages|length - 1) - loop.index0 %}
    {%- if ns.multi_step_tool and message.role == "user" and message.content is string and not(message.content.startswith('<tool_response>') and message.content.endswith('</tool_response>')) %}
        {%- set ns.multi_step_tool = false %}
        {%- set ns.last_query_index = index %}
    {%- endif %}
{%- endfor %}
{%- for message in messages %}
    {%- set content = message.content if message.content is string else '' %}
    {%- if message.role == "assistant" %}
        {%- set reasoning_content = '' %}
        {%- if message.reasoning_content is string %}
            {%- set reasoning_content = message.reasoning_content %}
        {%- elif '</think>' in content %}
            {%- set reasoning_content = content.split('</think>')[0].rstrip('\\n').split('<think>')[-1].lstrip('\\n') %}
            {%- set content = content.split('</think>')[-1].lstrip('\\n') %}
        {%- endif %}
        {%- if loop.index0 > ns.last_query_index and (loop.last or reasoning_content) %}
            {{- '<|im_start|>assistant\\n<think>\\n' + reasoning_content.strip('\\n') + '\\n</think>\\n\\n' + content.lstrip('\\n') }}
        {%- else %}{{- '<|im_start|>assistant\\n' + content }}{%- endif %}
        {{- '<|im_end|>\\n' }}
    {%- else %}
        {{- '<|im_start|>' + message.role + '\\n' + content + '<|im_end|>' + '\\n' }}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}{{- '<|im_start|>assistant\\n' }}{%- if enable_thinking is defined and enable_thinking is false %}{{- '<think>\\n\\n</think>\\n\\n' }}{%- endif %}{%- endif %}""",
    "mistral": """{%- if messages[0]["role"] == "system" %}{%- set system_message = messages[0]["content"] %}{%- set loop_messages = messages[1:] %}{%- else %}{%- set loop_messages = messages %}{%- endif %}
{%- set user_messages = loop_messages | selectattr("role", "equalto", "user") | list %}
{%- set ns = namespace() %}{%- set ns.index = 0 %}
{%- for message in loop_messages %}
    {%- if (message["role"] == "user") != (ns.index % 2 == 0) %}{{- raise_exception("After the optional system message, conversation roles must alternate user/assistant/user/assistant/...") }}{%- endif %}
    {%- set ns.index = ns.index + 1 %}
{%- endfor %}
{{- bos_token }}
{%- for message in loop_messages %}
    {%- if message["role"] == "user" %}
        {%- if message == user_messages[-1] and system_message is defined %}{{- "[INST] " + system_message + "\\n\\n" + message["content"] + "[/INST]" }}{%- else %}{{- "[INST] " + message["content"] + "[/INST]" }}{%- endif %}
    {%- else %}{{- " " + message["content"] | trim + eos_token }}{%- endif %}
{%- endfor %}""",
    "gemma": """{{ bos_token }}{% if messages[0]['role'] == 'system' %}{{ raise_exception('System role not supported') }}{% endif %}{% for message in messages %}{% if (message['role'] == 'user') != (loop.index0 % 2 == 0) %}{{ raise_exception('Conversation roles must alternate user/assistant/user/assistant/...') }}{% endif %}{% if (message['role'] == 'assistant') %}{% set role = 'model' %}{% else %}{% set role = message['role'] %}{% endif %}{{ '<start_of_turn>' + role + '\n' + message['content'] | trim + '<end_of_turn>\n' }}{% endfor %}{% if add_generation_prompt %}{{'<start_of_turn>model\n'}}{% endif %}""",
    "phi": """{% for message in messages %}{% if message['role'] in ['system', 'user', 'assistant'] and message['content'] %}{{'<|' ~ message['role'] ~ '|>' + '\n' + message['content'] + '<|end|>\n'}}{% endif %}{% endfor %}{% if add_generation_prompt %}{{ '<|assistant|>\n' }}{% else %}{{ eos_token }}{% endif %}""",
    "deepseek": """{% if not add_generation_prompt is defined %}{% set add_generation_prompt = false %}{% endif %}{% set ns = namespace(is_first=false, system_prompt='') %}{%- for message in messages %}{%- if message['role'] == 'system' %}{% set ns.system_prompt = message['content'] %}{%- endif %}{%- endfor %}{{ bos_token }}{{ ns.system_prompt }}{%- for message in messages %}{%- if message['role'] == 'user' %}{{ '<|User|>' + message['content'] }}{%- endif %}{%- if message['role'] == 'assistant' and message['content'] is not none %}{% set content = message['content'] %}{% if '</think>' in content %}{% set content = content.split('</think>')[-1] %}{% endif %}{{ '<|Assistant|>' + content + eos_token }}{%- endif %}{%- endfor -%}{% if add_generation_prompt %}{{ '<|Assistant|><think>\\n' }}{% endif %}""",
    "smollm 3": """{#- ───── defaults ───── -#}
{%- if enable_thinking is not defined -%}
{%- set enable_thinking = true -%}
{%- endif -%}
{%- if messages[0].role == "system" -%}
  {%- set system_message = messages[0].content -%}
  {%- if "/no_think" in system_message -%}{%- set reasoning_mode = "/no_think" -%}{%- endif -%}
  {%- set custom_instructions = system_message.replace("/no_think", "").replace("/think", "").rstrip() -%}
{%- endif -%}
{{- "<|im_start|>system\\n" -}}
{%- set today = strftime_now("%d %B %Y") -%}
{{- "Today Date: " ~ today ~ "\\n" -}}
{{- "Reasoning Mode: " + (reasoning_mode | default("/think")) + "\\n\\n" -}}
{{- (custom_instructions ~ "\\n\\n") if custom_instructions else "You are a helpful AI assistant.\\n\\n" -}}
{{- "<|im_end|>\\n" -}}
{%- for message in messages -%}
    {%- set content = message.content if message.content is string else "" -%}
    {%- if message.role == "user" -%}{{ "<|im_start|>" + message.role + "\\n" + content + "<|im_end|>\\n" }}
    {%- elif message.role == "assistant" -%}
        {% generation %}{{ "<|im_start|>assistant\\n" + content.lstrip("\\n") + "<|im_end|>\\n" }}{% endgeneration %}
    {%- endif -%}
{%- endfor -%}
{%- if add_generation_prompt -%}{{ "<|im_start|>assistant\\n" }}{%- endif -%}""",
    "command r": """{{ bos_token }}{%- macro turn(role, text='') -%}<|START_OF_TURN_TOKEN|>{{ {'user': '<|USER_TOKEN|>', 'assistant': '<|CHATBOT_TOKEN|>', 'system': '<|SYSTEM_TOKEN|>'}[role] }}{{ text }}<|END_OF_TURN_TOKEN|>{%- endmacro -%}{%- for message in messages -%}{{ turn(message.role, message.content.strip()) }}{%- endfor -%}{%- if documents %}{% for d in documents %}{{ d.items() | list }}{% endfor %}{% endif -%}{% if add_generation_prompt %}{{ '<|START_OF_TURN_TOKEN|><|CHATBOT_TOKEN|>' }}{% endif %}""",
    "zephyr": """{% for message in messages %}
{% if message['role'] == 'user' %}
{{ '<|user|>\\n' + message['content'] + eos_token }}
{% elif message['role'] == 'system' %}
{{ '<|system|>\\n' + message['content'] + eos_token }}
{% elif message['role'] == 'assistant' %}
{{ '<|assistant|>\\n'  + message['content'] + eos_token }}
{% endif %}
{% if loop.last and add_generation_prompt %}
{{ '<|assistant|>' }}
{% endif %}
{% endfor %}
""",
    "break": "{% for m in messages %}{% if m.role == 'system' %}{% continue %}{% endif %}{{ m.content }}{% break %}{% endfor %}",
    "break ends a loop early, else comes all the same": "{% for m in messages %}{{ m.role }}{% break %}{% else %}never ended{% endfor %}",
    "continue within two loops": "{% for m in messages %}{% for c in m.content %}{% if c == ' ' %}{% continue %}{% endif %}{{ c }}{% if loop.index > 4 %}{% break %}{% endif %}{% endfor %}|{% endfor %}",
    "raw": "{# a note #}{% raw %}{{ not this }}{% endraw %}{{ messages[-1]['content'] }}{{- '' -}}   end",
    "raw with white space taken away": "a  {%- raw -%}  {% if x %}{{ y }}  {%- endraw -%}  b{{ messages[-1].content }}",
    "raw on lines of its own": "a\n  {% raw %}\n{{ z }}\n  {% endraw %}\nb {{ messages[-1].content }}",
    "strip by characters": "{{ messages[-1].content.strip().lstrip('A <').rstrip('>b/').strip('xy') }}|{{ 'xxaxx' | trim('x') }}",
    "the day": "{{ strftime_now('%A, %-d %B %Y %H:%M (%j)') }} {{ messages[-1].content }}",
    "split": "{{ ' a  b c '.split() }}{{ 'a,b,,c'.split(',', 2) }}{{ 'a b c'.rsplit(none, 1) }}{{ 'a-b'.partition('-') }}{{ messages[-1].content }}",
    "filters": "{{ messages | map(attribute='role') | unique | sort(reverse=true) | join(', ') }} {{ messages | selectattr('role', 'in', ['user']) | list | length }} {{ messages | rejectattr('role', 'equalto', 'user') | map(attribute='content') | list }} {{ 'a\nb\n\nc' | indent(2, true) }} {{ [3, 1] | tojson(indent=2) }} {{ {'b': 'é<', 'a': none} | tojson }} {{ x | default('?') }}{{ none | default('!', true) }}",
    "numbers": "{{ 7 // 2 }} {{ -7 // 2 }} {{ -7 % 3 }} {{ 7 / 2 }} {{ 2 ** 10 }} {{ 1e16 }} {{ 0.1 + 0.2 }} {{ 1_000 }} {{ 5 | round }} {{ 2.5 | round }} {{ '3.7' | int }} {{ 10 > 5 > 1 }} {{ 1 == 1.0 == true }}",
    "what prints": "{{ none }} {{ true }} {{ [1, 'a', none, {'k': (1,)}] }} {{ missing }} {{ 'it\\'s' }} {{ [\"it's\", 'q\"', '\\n', '\\u200b'] }}",
    "loops": "{% for m in messages recursive %}{{ loop.index }}/{{ loop.length }} {{ loop.cycle('a', 'b') }} {{ (loop.previtem or {}).role | default('-') }} {{ loop.nextitem.role if loop.nextitem is defined else '.' }} {{ loop.changed(m.role) }} {{ loop.revindex0 }};{% endfor %}{{ messages[-1].content }}",
    "recursion": "{% for x in [1, [2, [3, 4]], 5] recursive %}{% if x is iterable %}({{ loop(x) }}){% else %}{{ x }}@{{ loop.depth }} {% endif %}{% endfor %}",
    "macros": "{% macro f(a, b='B', c=a) %}[{{ a }}{{ b }}{{ c }}{{ varargs }}{{ kwargs }}{{ caller('x') if caller else '' }}]{% endmacro %}{{ f(1) }}{{ f(1, 2, 3, 4, z=5) }}{% call(v) f('q') %}<{{ v }}>{% endcall %}{{ f.name }}",
    "scopes": "{% set x = 1 %}{% for m in messages %}{{ x }}{% set x = 2 %}{{ x }}{% endfor %}{{ x }}{% with x = 5, y = x %}{{ x }}{{ y }}{% endwith %}{% set b | upper %}in {{ x }}{% endset %}{{ b }}{% filter trim | replace('a', 'o') %} banana {% endfilter %}",
    "a name that is set later": "{% for m in messages %}{{ bos_token }}|{% endfor %}{% set bos_token = 'x' %}{{ bos_token }}",
    "white space": "a \n  {%- if true -%}  \n b {%+ if true +%}\n c{% endif %}\n  {# x #}\n{% endif %}\n\n  {{- ' d ' -}}  \n e\n",
    "slices": "{{ 'hello'[::-1] }}{{ 'hello'[-3:-1] }}{{ [1, 2, 3][1:] }}{{ (1, 2, 3)[:-1] }}{{ '😀a👍'[1:] }}{{ '😀a👍' | length }}{{ messages[-1:][0].content }}",
    "methods": "{{ 'hello world'.title() }} {{ 'ß'.upper() }} {{ 'x'.startswith(('a', 'x')) }} {{ 'abc'.find('c') }} {{ 'aXb'.swapcase() }} {{ 'a.b'.replace('.', '-', 1) }} {{ '%s: %d' % ('n', 3) }} {{ {'a': 1}.get('b', 'none') }} {{ {'a': 1}.items() }} {{ 'Ⅷ²'.isnumeric() }}",
    "an attribute of nothing": "{{ messages[0].a.b }}",
    "a text and a number": "{{ 'a' + 1 }}",
    "a list that would change": "{{ messages.append(1) }}",
    "an unknown filter": "{{ 'a' | nothing }}",
    "a range without end": "{% for i in range(1000000000) %}x{% endfor %}",
}

CHATS = [
    [{"role": "user", "content": " A cat & \"dog\" <b>ä</b> "}],
    [{"role": "system", "content": "Be brief. /no_think "}, {"role": "user", "content": "2+2?"}, {"role": "assistant", "content": "<think>\nhm\n</think>\n\n4"}, {"role": "user", "content": "你好\n😀"}],
]


def main() -> None:
    environment = chat_template_utils._cached_compile_jinja_template("").environment  # noqa: SLF001
    environment.globals["strftime_now"] = lambda format: datetime(2024, 7, 26).strftime(format)  # noqa: A002
    out = {}
    for name, template in TEMPLATES.items():
        texts: list[str | None] = []
        for messages in CHATS:
            for prompt in (False, True):
                given = {"messages": messages, "tools": None, "documents": None, "add_generation_prompt": prompt, "bos_token": "<s>", "eos_token": "</s>"}
                try:
                    texts.append(environment.from_string(template).render(**given))
                except Exception:  # noqa: BLE001
                    texts.append(None)
        out[name] = {"template": template, "texts": texts}
    write_json(OUT, {"origin": origin("python packages/testing/golden/chat_templates.py", None), "chats": {"list": CHATS}, "templates": out})


if __name__ == "__main__":
    main()
