// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/compare/token_card_data.h"

#include <QPointer>
#include <QWidget>

class QTimer;

namespace phi1 {

class DistributionTable;

/// The card beside a token: its distribution in all panes. It lies on the host, so that its rows
/// can take the focus; comes after 120 ms, stays while the pointer is on it, is pinned by a click
/// and never covers its token. On wide pages show a DistributionTable as a column instead.
class TokenCard final : public QWidget
{
    Q_OBJECT
public:
    explicit TokenCard(QWidget *host);

    void setData(const TokenCardData &data);
    const TokenCardData &data() const;
    /// Asks for the card beside this area of the screen, now or after the delay.
    void showBeside(const QRect &globalArea, bool atOnce = false);
    void pin(); ///< shows it at once and keeps it; its rows take the focus
    bool isPinned() const { return m_pinned; }
    void release(); ///< the pointer has left the token: goes unless pinned or under the pointer
    void dismiss();

    static constexpr int delay = 120; ///< milliseconds

signals:
    void branchRequested(int token, qint32 id, const QByteArray &bytes);
    void pinned();
    void dismissed();

protected:
    bool event(QEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void appear();
    void place();

    DistributionTable *m_content;
    QTimer *m_showTimer;
    QTimer *m_hideTimer;
    QRect m_area;
    QPointer<QWidget> m_cameFrom; ///< had the focus before the card was pinned
    bool m_pinned = false;
};

} // namespace phi1
