// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <limits>
#include <optional>

#include <QLineEdit>

namespace phi1 {

/// A small field for one number, which says what a value means ("greedy") and what is wrong with
/// what was typed. Up and Down change it by a step.
class NumberEdit final : public QLineEdit
{
    Q_OBJECT
public:
    struct Kind {
        double low = 0;
        double high = 1;
        double step = 1;
        bool isWhole = false;
        /// This value is shown as a placeholder alone, and an empty field means it.
        double off = std::numeric_limits<double>::quiet_NaN();
        QString offText;
    };

    explicit NumberEdit(const QString &name, const Kind &kind, QWidget *parent = nullptr);

    /// What is typed, nothing if that is no number within the range.
    std::optional<double> value() const;
    /// Of a field for whole numbers, to the last digit.
    std::optional<quint64> whole() const;
    /// Leaves what is typed alone if it means this value already.
    void setValue(double value);
    void setWhole(quint64 value);
    void setMeaning(const QString &text); ///< shown behind the number, "" = none

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

signals:
    void valueEdited(); ///< by hand, to something that is a value

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void judge();
    void stepBy(int steps);
    QString textOf(double value) const;

    Kind m_kind;
    QString m_meaning;
};

} // namespace phi1
