// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QRegularExpression>
#include <QString>
#include <QVector>

namespace phi1 {

struct RunInfo;

/// What stands in the filter field, understood. See RunFilterProxy::setFilterText().
class RunFilter
{
public:
    RunFilter() = default;
    explicit RunFilter(const QString &text);

    const QString &text() const { return m_text; }
    const QString &problem() const { return m_problem; }
    bool isEmpty() const { return m_terms.isEmpty(); }
    bool accepts(const RunInfo &run) const;

private:
    struct Term {
        enum class Kind { Word, Tag, State, Config, Expression };
        Kind kind = Kind::Word;
        bool negated = false;
        QString text; ///< folded word, tag or state; value of a key
        int key = -1; ///< index into configKeys()
        QRegularExpression expression;
    };
    void addTerm(QString word);
    static bool matches(const Term &term, const RunInfo &run);

    QString m_text;
    QString m_problem;
    QVector<Term> m_terms;
};

} // namespace phi1
