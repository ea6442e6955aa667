// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/state/run_filter.h"

#include <QCoreApplication>

#include "views/state/run_info.h"

namespace phi1 {

namespace {

QString translated(const char *text)
{
    return QCoreApplication::translate("RunFilter", text);
}

/// Words at spaces; "quoted words" and /expressions/ stay whole.
QStringList split(const QString &text)
{
    QStringList words;
    QString word;
    QChar until;
    for (const QChar c : text) {
        if (!until.isNull()) {
            if (c == until)
                until = {};
            if (c != u'"')
                word += c;
        } else if (c == u'"') {
            until = c;
        } else if (c == u'/' && (word.isEmpty() || word == u"-")) {
            until = c;
            word += c;
        } else if (c.isSpace()) {
            if (!word.isEmpty())
                words += word;
            word.clear();
        } else {
            word += c;
        }
    }
    if (!word.isEmpty())
        words += word;
    return words;
}

bool hasWord(const RunInfo &run, const QString &word)
{
    const auto contains = [&](const QString &text) {
        return text.contains(word, Qt::CaseInsensitive);
    };
    if (contains(run.title) || contains(run.name) || contains(run.stateText) ||
        contains(runStateText(run.state)) || contains(run.preset) || contains(run.stage))
        return true;
    if (!run.annotation.notes.empty() && contains(QString::fromStdString(run.annotation.notes)))
        return true;
    for (const std::string &tag : run.annotation.tags) {
        if (contains(QString::fromStdString(tag)))
            return true;
    }
    return false;
}

} // namespace

RunFilter::RunFilter(const QString &text)
    : m_text(text)
{
    for (const QString &word : split(text))
        addTerm(word);
}

void RunFilter::addTerm(QString word)
{
    Term term;
    if (word.size() > 1 && word.startsWith(u'-')) {
        term.negated = true;
        word.remove(0, 1);
    }
    const auto equals = word.indexOf(u'=');
    if (word.startsWith(u'/')) {
        if (word.size() < 2 || !word.endsWith(u'/')) {
            m_problem =
                translated(QT_TRANSLATE_NOOP("RunFilter", "A regular expression ends with /"));
            return; // still being typed: everything is shown
        }
        term.kind = Term::Kind::Expression;
        term.expression = QRegularExpression(word.mid(1, word.size() - 2),
                                             QRegularExpression::CaseInsensitiveOption);
        if (!term.expression.isValid()) {
            m_problem =
                translated(QT_TRANSLATE_NOOP("RunFilter", "%1 is no regular expression: %2"))
                    .arg(word, term.expression.errorString());
            return;
        }
    } else if (word.startsWith(u"tag:")) {
        term.kind = Term::Kind::Tag;
        term.text = word.mid(4);
    } else if (word.startsWith(u"state:")) {
        term.kind = Term::Kind::State;
        term.text = word.mid(6);
    } else if (equals > 0) {
        term.kind = Term::Kind::Config;
        term.key = configKeyIndex(word.left(equals));
        term.text = word.mid(equals + 1);
        if (term.key < 0) {
            m_problem = translated(QT_TRANSLATE_NOOP("RunFilter",
                                                     "There is no single configuration key %1"))
                            .arg(word.left(equals));
            return;
        }
    } else {
        term.text = word;
    }
    m_terms += term;
}

bool RunFilter::matches(const Term &term, const RunInfo &run)
{
    switch (term.kind) {
    case Term::Kind::Word:
        return hasWord(run, term.text);
    case Term::Kind::Tag:
        for (const std::string &tag : run.annotation.tags) {
            if (QString::fromStdString(tag).compare(term.text, Qt::CaseInsensitive) == 0)
                return true;
        }
        return false;
    case Term::Kind::State:
        return runStateText(run.state).startsWith(term.text, Qt::CaseInsensitive);
    case Term::Kind::Config:
        return run.config && sameConfigValue(run.config->values[term.key], term.text);
    case Term::Kind::Expression:
        return term.expression.match(run.title).hasMatch() ||
               term.expression.match(run.name).hasMatch();
    }
    return false;
}

bool RunFilter::accepts(const RunInfo &run) const
{
    for (const Term &term : m_terms) {
        if (matches(term, run) == term.negated)
            return false;
    }
    return true;
}

} // namespace phi1
