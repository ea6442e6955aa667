// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/code/python_lexer.h"

#include <QSet>

namespace phi1 {
namespace {

using namespace Qt::StringLiterals;

/// Of the string that goes on; 0 is no string.
enum StateBit : int {
    InString = 1,
    Triple = 2,
    DoubleQuote = 4,
    Raw = 8,
    Formatted = 16,
};

const QSet<QStringView> &keywords()
{
    static const QSet<QStringView> words{
        u"False",  u"None",   u"True",    u"and",      u"as",       u"assert", u"async",
        u"await",  u"break",  u"class",   u"continue", u"def",      u"del",    u"elif",
        u"else",   u"except", u"finally", u"for",      u"from",     u"global", u"if",
        u"import", u"in",     u"is",      u"lambda",   u"nonlocal", u"not",    u"or",
        u"pass",   u"raise",  u"return",  u"try",      u"while",    u"with",   u"yield"};
    return words;
}

const QSet<QStringView> &builtins()
{
    static const QSet<QStringView> words{u"abs",
                                         u"all",
                                         u"any",
                                         u"ascii",
                                         u"bin",
                                         u"bool",
                                         u"breakpoint",
                                         u"bytearray",
                                         u"bytes",
                                         u"callable",
                                         u"chr",
                                         u"classmethod",
                                         u"compile",
                                         u"complex",
                                         u"delattr",
                                         u"dict",
                                         u"dir",
                                         u"divmod",
                                         u"enumerate",
                                         u"eval",
                                         u"exec",
                                         u"filter",
                                         u"float",
                                         u"format",
                                         u"frozenset",
                                         u"getattr",
                                         u"globals",
                                         u"hasattr",
                                         u"hash",
                                         u"help",
                                         u"hex",
                                         u"id",
                                         u"input",
                                         u"int",
                                         u"isinstance",
                                         u"issubclass",
                                         u"iter",
                                         u"len",
                                         u"list",
                                         u"locals",
                                         u"map",
                                         u"max",
                                         u"memoryview",
                                         u"min",
                                         u"next",
                                         u"object",
                                         u"oct",
                                         u"open",
                                         u"ord",
                                         u"pow",
                                         u"print",
                                         u"property",
                                         u"range",
                                         u"repr",
                                         u"reversed",
                                         u"round",
                                         u"set",
                                         u"setattr",
                                         u"slice",
                                         u"sorted",
                                         u"staticmethod",
                                         u"str",
                                         u"sum",
                                         u"super",
                                         u"tuple",
                                         u"type",
                                         u"vars",
                                         u"zip",
                                         u"__import__",
                                         u"NotImplemented",
                                         u"Ellipsis",
                                         u"Exception",
                                         u"BaseException",
                                         u"ValueError",
                                         u"TypeError",
                                         u"KeyError",
                                         u"IndexError",
                                         u"AttributeError",
                                         u"RuntimeError",
                                         u"StopIteration",
                                         u"OSError",
                                         u"ZeroDivisionError",
                                         u"NotImplementedError",
                                         u"ImportError",
                                         u"AssertionError",
                                         u"OverflowError",
                                         u"FileNotFoundError",
                                         u"KeyboardInterrupt"};
    return words;
}

bool beginsName(QChar c)
{
    return c == u'_' || c.isLetter() || c.isSurrogate();
}

bool continuesName(QChar c)
{
    return beginsName(c) || c.isDigit() || c.isMark();
}

bool isDigit(QChar c)
{
    return c >= u'0' && c <= u'9';
}

class LineHighlighter
{
public:
    LineHighlighter(QStringView line, QVector<PythonSpan> *spans)
        : m_line(line)
        , m_spans(spans)
    {}

    PythonState run(PythonState state)
    {
        if (state & InString)
            state = string(state, m_at);
        return state & InString ? state : code(0);
    }

private:
    QChar at(qsizetype index) const { return index < m_line.size() ? m_line[index] : QChar(); }

    void add(qsizetype start, qsizetype end, Theme::Syntax role)
    {
        if (!m_spans || end <= start)
            return;
        if (!m_spans->isEmpty()) {
            PythonSpan &last = m_spans->last();
            if (last.role == role && last.start + last.length == start) {
                last.length += static_cast<int>(end - start);
                return;
            }
        }
        m_spans->append({static_cast<int>(start), static_cast<int>(end - start), role});
    }

    /// Code up to the end of the line, or within a formatted string up to what closes its braces.
    /// @param quote  of the string the code stands in; 0 = none
    PythonState code(char16_t quote)
    {
        int depth = 0;
        bool isAttribute = false; // after a point names are nobody's builtins
        while (m_at < m_line.size()) {
            const QChar c = m_line[m_at];
            if (quote && (c == quote || (depth == 0 && c == u'}')))
                return 0;
            if (c == u'#' && !quote) {
                add(m_at, m_line.size(), Theme::Syntax::Comment);
                m_at = m_line.size();
                return 0;
            }
            if (c == u'"' || c == u'\'') {
                const PythonState state = string(opening(0), m_at);
                if (state & InString)
                    return state;
                isAttribute = false;
                continue;
            }
            if (isDigit(c) || (c == u'.' && isDigit(at(m_at + 1)))) {
                number();
                isAttribute = false;
                continue;
            }
            if (beginsName(c)) {
                const PythonState state = name(isAttribute);
                if (state & InString)
                    return state;
                isAttribute = false;
                continue;
            }
            if (c == u'@' && m_line.left(m_at).trimmed().isEmpty() && !quote) {
                decorator();
                continue;
            }
            if (c == u'(' || c == u'[' || c == u'{')
                ++depth;
            else if (c == u')' || c == u']' || c == u'}')
                depth = std::max(0, depth - 1);
            if (!c.isSpace()) {
                isAttribute = c == u'.';
                m_definition = false;
            }
            ++m_at;
        }
        return 0;
    }

    void number()
    {
        const qsizetype start = m_at;
        const QChar kind = at(m_at + 1).toLower();
        if (m_line[m_at] == u'0' && (kind == u'x' || kind == u'b' || kind == u'o')) {
            m_at += 2;
            while (at(m_at).isLetterOrNumber() || at(m_at) == u'_')
                ++m_at;
        } else {
            while (isDigit(at(m_at)) || at(m_at) == u'_' || at(m_at) == u'.')
                ++m_at;
            if (at(m_at).toLower() == u'e') {
                const bool isSigned = at(m_at + 1) == u'-' || at(m_at + 1) == u'+';
                if (isDigit(at(m_at + (isSigned ? 2 : 1)))) {
                    m_at += isSigned ? 2 : 1;
                    while (isDigit(at(m_at)) || at(m_at) == u'_')
                        ++m_at;
                }
            }
            if (at(m_at).toLower() == u'j')
                ++m_at;
        }
        add(start, m_at, Theme::Syntax::Number);
        m_definition = false;
    }

    /// A name, or the prefix of a string and that string.
    PythonState name(bool isAttribute)
    {
        const qsizetype start = m_at;
        while (m_at < m_line.size() && continuesName(m_line[m_at]))
            ++m_at;
        const QStringView word = m_line.mid(start, m_at - start);
        if ((at(m_at) == u'"' || at(m_at) == u'\'') && word.size() <= 2) {
            const int prefix = prefixBits(word);
            if (prefix >= 0)
                return string(opening(prefix), start);
        }
        if (m_definition) {
            add(start, m_at, Theme::Syntax::Definition);
            m_definition = false;
        } else if (isAttribute) {
            // plain
        } else if (keywords().contains(word) || isSoftKeyword(word, start)) {
            add(start, m_at, Theme::Syntax::Keyword);
            m_definition = word == u"def" || word == u"class";
        } else if (builtins().contains(word)) {
            add(start, m_at, Theme::Syntax::Builtin);
        }
        return 0;
    }

    /// Words that are keywords only where a statement begins and its line ends in a colon.
    bool isSoftKeyword(QStringView word, qsizetype start) const
    {
        if (word != u"match" && word != u"case")
            return false;
        return m_line.left(start).trimmed().isEmpty() && at(start + word.size()) == u' ' &&
               m_line.trimmed().endsWith(u':');
    }

    void decorator()
    {
        const qsizetype start = m_at++;
        while (m_at < m_line.size() && (continuesName(m_line[m_at]) || m_line[m_at] == u'.'))
            ++m_at;
        add(start, m_at, Theme::Syntax::Definition);
    }

    /// Bits of a string's prefix; -1 if the word is none.
    static int prefixBits(QStringView word)
    {
        int bits = 0;
        for (const QChar c : word) {
            const QChar lower = c.toLower();
            if (lower == u'r')
                bits |= Raw;
            else if (lower == u'f')
                bits |= Formatted;
            else if (lower != u'b' && lower != u'u')
                return -1;
        }
        return bits;
    }

    /// Steps over the quotes a string begins with.
    int opening(int bits)
    {
        const QChar quote = m_line[m_at];
        if (quote == u'"')
            bits |= DoubleQuote;
        if (at(m_at + 1) == quote && at(m_at + 2) == quote) {
            bits |= Triple;
            m_at += 3;
        } else {
            ++m_at;
        }
        return bits | InString;
    }

    /// The inside of a string and what closes it.
    /// @param from  where its colour begins
    PythonState string(int state, qsizetype from)
    {
        const char16_t quote = state & DoubleQuote ? u'"' : u'\'';
        qsizetype start = from;
        while (m_at < m_line.size()) {
            const QChar c = m_line[m_at];
            if (c == u'\\') {
                m_at += 2; // also in raw strings: there it keeps a quote from closing too
                if (m_at > m_line.size()) {
                    // The line ends in it, so that even a simple string goes on.
                    m_at = m_line.size();
                    add(start, m_at, Theme::Syntax::String);
                    return state;
                }
                continue;
            }
            if (c == quote) {
                const bool isTriple = at(m_at + 1) == quote && at(m_at + 2) == quote;
                if (!(state & Triple) || isTriple) {
                    m_at += state & Triple ? 3 : 1;
                    add(start, m_at, Theme::Syntax::String);
                    m_definition = false;
                    return 0;
                }
            }
            if ((state & Formatted) && c == u'{') {
                if (at(m_at + 1) == u'{') {
                    m_at += 2;
                    continue;
                }
                ++m_at;
                add(start, m_at, Theme::Syntax::String);
                const PythonState inner = m_nesting < 8 ? nested(quote) : 0;
                if (inner & InString)
                    return state; // unfinished on this line: the outer string goes on
                start = m_at;
                continue;
            }
            ++m_at;
        }
        add(start, m_at, Theme::Syntax::String);
        return state & Triple ? state : 0;
    }

    PythonState nested(char16_t quote)
    {
        ++m_nesting;
        const PythonState state = code(quote);
        --m_nesting;
        return state;
    }

    QStringView m_line;
    QVector<PythonSpan> *m_spans;
    qsizetype m_at = 0;
    int m_nesting = 0;         ///< formatted strings in formatted strings
    bool m_definition = false; ///< the next name is what "def" or "class" defines
};

} // namespace

PythonState highlightPythonLine(QStringView line, PythonState state, QVector<PythonSpan> *spans)
{
    if (spans)
        spans->clear();
    return LineHighlighter(line, spans).run(state);
}

} // namespace phi1
