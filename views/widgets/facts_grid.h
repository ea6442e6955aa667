// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/theme/theme.h"

#include <QVector>
#include <QWidget>

class QGridLayout;

namespace phi1 {

class ValueRow;

/// Facts as label and value, in one or more columns. Facts keep the place of their first setFact().
class FactsGrid final : public QWidget
{
    Q_OBJECT
public:
    explicit FactsGrid(int columns = 1, QWidget *parent = nullptr);

    void setFact(const QString &label, const QString &value,
                 Theme::Token tone = Theme::Token::Text);
    void removeFact(const QString &label);
    void clear();
    QString value(const QString &label) const; ///< "" if there is no such fact
    ValueRow *row(const QString &label) const;
    void setRules(bool rules); ///< a line under each row

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void arrange();

    QVector<ValueRow *> m_rows;
    QGridLayout *m_layout;
    int m_columns;
    bool m_rules = false;
};

} // namespace phi1
