// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLineEdit>

class QTimer;

namespace phi1 {

/// A line edit for words to search or filter by: an icon before, a count and a button to clear it
/// behind. Esc clears it, and if it is empty already goes on to the window.
class SearchField final : public QLineEdit
{
    Q_OBJECT
public:
    explicit SearchField(const QString &placeholder = {},
                         const QString &iconName = QStringLiteral("search"),
                         QWidget *parent = nullptr);

    void setSmall(bool isSmall);              ///< 24 px, as in panel heads
    void setCount(const QString &text);       ///< "3 of 6", "14 ms"; shown inside at the right
    void setInvalid(const QString &sentence); ///< error outline and tool tip; "" = valid
    void setDelay(int milliseconds); ///< between the last key and searchChanged(); 120 unless told

    QSize sizeHint() const override;

signals:
    void searchChanged(const QString &text);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void restyle();
    void emitNow();

    QString m_iconName;
    QString m_count;
    QString m_last;
    QAction *m_clear;
    QTimer *m_timer;
    bool m_small = false;
};

} // namespace phi1
