// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QVector>
#include <QWidget>

namespace phi1 {

/// A fact of a line of facts, "weights 9f3a·c41e·07b2", of which a part may be code.
struct LineFact {
    QString text;
    QString code;    ///< after the text, in the code font
    QString toolTip; ///< the whole of what is shortened
    bool isWarning = false;
};

/// The line under a pane's head or at its foot. Facts that find no room drop out from the end, and
/// are told in the tool tip.
class FactLine final : public QWidget
{
    Q_OBJECT
public:
    explicit FactLine(QWidget *parent = nullptr);

    void setFacts(const QVector<LineFact> &facts);
    void setSmall(bool isSmall); ///< 11 px instead of 12
    int shownCount() const;      ///< of the facts, at the present width
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    int factWidth(const LineFact &fact) const;
    void describe();

    QVector<LineFact> m_facts;
    bool m_small = false;
};

/// Under a pane's head: dtype, device, fingerprint, sampler.
class PaneFactsBar final : public QWidget
{
    Q_OBJECT
public:
    explicit PaneFactsBar(QWidget *parent = nullptr);
    void setFacts(const QVector<LineFact> &facts);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    FactLine *m_line;
};

/// A fingerprint of weights as a fact: twelve digits in groups, the whole as tool tip; "" says that
/// it is being computed.
LineFact fingerprintFact(const QString &fingerprint);

} // namespace phi1
