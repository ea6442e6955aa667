// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>

#include <QRegularExpression>

#include "views/state/head_score_model.h"

namespace phi1 {

namespace {

/// Key or title, whatever its case and without its signs; a beginning is enough if only one score
/// has it.
int scoreNamed(const QString &name)
{
    const auto reduced = [](const QString &text) {
        QString letters;
        for (const QChar each : text.toCaseFolded()) {
            if (each.isLetterOrNumber())
                letters += each;
        }
        return letters;
    };
    const QString wanted = reduced(name);
    int found = -1;
    const auto &scores = attentionScores();
    for (int i = 0; i < scores.size(); ++i) {
        const QString key = reduced(scores[i].key);
        const QString title = reduced(scores[i].title);
        if (key == wanted || title == wanted)
            return i;
        if (!wanted.isEmpty() && (key.startsWith(wanted) || title.startsWith(wanted)))
            found = found == -1 ? i : -2;
    }
    return found < 0 ? -1 : found;
}

} // namespace

HeadScoreProxy::HeadScoreProxy(QObject *parent)
    : QSortFilterProxyModel(parent)
{
    setSortRole(HeadScoreModel::ValueRole);
    setDynamicSortFilter(true);
}

void HeadScoreProxy::setFilterText(const QString &text)
{
    if (text == m_text)
        return;
    m_text = text;
    m_problem.clear();
    QVector<Condition> conditions;
    if (!parse(text, conditions))
        conditions.clear();
    m_conditions = conditions;
    invalidateFilter();
}

bool HeadScoreProxy::parse(const QString &text, QVector<Condition> &conditions)
{
    static const QRegularExpression head(
        QStringLiteral("\\G[\\s,]*[lL]?(\\d{1,4})(?:\\s*[.hH]\\s*(\\d{1,4}))?(?=[\\s,]|$)"));
    static const QRegularExpression relation(
        QStringLiteral("\\G[\\s,]*([^\\s,<>=≤≥][^,<>=≤≥]*?)\\s*(<=|>=|≤|≥|<|>|=)\\s*"
                       "(-?\\d+(?:\\.\\d+)?)(?=[\\s,]|$)"));
    static const QRegularExpression rest(QStringLiteral("\\G[\\s,]*$"));
    qsizetype at = 0;
    while (!rest.match(text, at).hasMatch()) {
        Condition condition;
        if (const auto match = head.match(text, at); match.hasMatch()) {
            condition.layer = match.captured(1).toInt();
            if (!match.captured(2).isEmpty())
                condition.head = match.captured(2).toInt();
            at = match.capturedEnd();
        } else if (const auto found = relation.match(text, at); found.hasMatch()) {
            condition.score = scoreNamed(found.captured(1));
            if (condition.score < 0) {
                m_problem = tr("“%1” is no score; choose one of the table's columns")
                                .arg(found.captured(1).trimmed());
                return false;
            }
            const QString sign = found.captured(2);
            using Relation = Condition::Relation;
            condition.relation = sign == u"<"                    ? Relation::Less
                                 : sign == u"<=" || sign == u"≤" ? Relation::LessEqual
                                 : sign == u"="                  ? Relation::Equal
                                 : sign == u">=" || sign == u"≥" ? Relation::GreaterEqual
                                                                 : Relation::Greater;
            condition.limit = found.captured(3).toDouble();
            at = found.capturedEnd();
        } else {
            m_problem = tr("“%1” is not understood; write a layer (9), a head (9.14) or a score "
                           "with a limit (induction > 0.5)")
                            .arg(text.mid(at).trimmed());
            return false;
        }
        conditions += condition;
    }
    return true;
}

bool HeadScoreProxy::filterAcceptsRow(int sourceRow, const QModelIndex &) const
{
    const auto *model = qobject_cast<const HeadScoreModel *>(sourceModel());
    if (!model || m_conditions.isEmpty())
        return true;
    const HeadKey key = model->headAt(sourceRow);
    // Heads are alternatives of each other ("9.14 9.3"), scores are all to be met.
    bool namesHeads = false;
    bool isNamed = false;
    for (const Condition &condition : m_conditions) {
        if (condition.score < 0) {
            namesHeads = true;
            isNamed |=
                condition.layer == key.layer && (condition.head < 0 || condition.head == key.head);
            continue;
        }
        const float number = model->value(key, condition.score);
        const auto limit = static_cast<float>(condition.limit); // so that 0.4 is 0.4
        const auto met = [&] {
            switch (condition.relation) {
            case Condition::Relation::Less:
                return number < limit;
            case Condition::Relation::LessEqual:
                return number <= limit;
            case Condition::Relation::Equal:
                // To the two digits that the table shows.
                return std::abs(number - limit) < 0.005F;
            case Condition::Relation::GreaterEqual:
                return number >= limit;
            case Condition::Relation::Greater:
                return number > limit;
            }
            return false;
        };
        if (!met()) // also of a NaN
            return false;
    }
    return !namesHeads || isNamed;
}

bool HeadScoreProxy::lessThan(const QModelIndex &left, const QModelIndex &right) const
{
    const double a = left.data(HeadScoreModel::ValueRole).toDouble();
    const double b = right.data(HeadScoreModel::ValueRole).toDouble();
    if (std::isnan(a) || std::isnan(b)) {
        if (std::isnan(a) && std::isnan(b))
            return false;
        // At the end in both orders.
        return std::isnan(sortOrder() == Qt::AscendingOrder ? b : a);
    }
    return a < b;
}

HeadKey HeadScoreProxy::headAt(int row) const
{
    return index(row, 0).data(HeadScoreModel::HeadRole).value<HeadKey>();
}

int HeadScoreProxy::rowOf(HeadKey key) const
{
    const auto *model = qobject_cast<const HeadScoreModel *>(sourceModel());
    const int row = model ? model->rowOf(key) : -1;
    return row < 0 ? -1 : mapFromSource(model->index(row, 0)).row();
}

QVector<HeadKey> HeadScoreProxy::shownHeads() const
{
    QVector<HeadKey> heads;
    heads.reserve(rowCount());
    for (int row = 0; row < rowCount(); ++row)
        heads += headAt(row);
    return heads;
}

} // namespace phi1
