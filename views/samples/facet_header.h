// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>

namespace phi1 {

/// Title of a facet, a fact at the right. Folds what is below: a click, Enter or Space; ← folds,
/// → unfolds.
class FacetHeader final : public QAbstractButton
{
    Q_OBJECT
public:
    explicit FacetHeader(const QString &title, QWidget *parent = nullptr);

    void setAside(const QString &text);
    QString aside() const { return m_aside; }
    void setFiltered(bool filtered); ///< the fact stands out
    bool isOpen() const { return isChecked(); }
    void setOpen(bool open) { setChecked(open); }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void enterEvent(QEnterEvent *event) override;
    void leaveEvent(QEvent *event) override;

private:
    void describe();

    QString m_aside;
    bool m_filtered = false;
};

} // namespace phi1
