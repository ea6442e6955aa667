// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>

namespace phi1 {

/// A way to begin: icon, title, what it does, the key that does the same. The whole card is the
/// button.
class BeginCard final : public QAbstractButton
{
    Q_OBJECT
public:
    BeginCard(const QString &iconName, const QString &title, const QString &sentence,
              const QString &keys, QWidget *parent = nullptr);

    QSize sizeHint() const override;
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void enterEvent(QEnterEvent *event) override;
    void leaveEvent(QEvent *event) override;

private:
    QString m_iconName;
    QString m_sentence;
    QString m_keys;
    bool m_hovered = false;
};

} // namespace phi1
